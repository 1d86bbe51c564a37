<?php
// The document after page.php/ in the address, as PHP programs usually do it.
$path = $_SERVER['BENCH_DOCUMENTS'] . '/' . basename($_SERVER['PATH_INFO']);
$document = new DOMDocument();
$document->load($path);
$sheet = new DOMDocument();
$sheet->load($_SERVER['BENCH_STYLESHEET']);
$processor = new XSLTProcessor();
$processor->importStylesheet($sheet);
header('Content-Type: text/html; charset=utf-8');
header('Last-Modified: ' . gmdate('D, d M Y H:i:s', filemtime($path)) . ' GMT');
header('Cache-Control: max-age=600');
echo $processor->transformToXML($document);
