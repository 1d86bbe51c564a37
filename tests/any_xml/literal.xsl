<html xsl:version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><body>Hello, <xsl:value-of select="name"/>. Is it &lt;late&gt;?</body></html>
