-- Asks for the paths in a file, one a line, in their order, each thread from another place on.
-- Argument: the file.
dofile("report.lua")

local requests = {}
local next_one = 0
local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("offset", threads)
end

function init(arguments)
    for path in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("GET", path)
    end
    next_one = math.floor(#requests * offset * 0.381) % #requests
end

function request()
    next_one = next_one % #requests + 1
    return requests[next_one]
end
