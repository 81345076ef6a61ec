-- Sends each refresh token once, and later the one that came for it. The first ones are in the bodies of the requests of a file; the
-- threads share them out.
local tokens, first, last, threads = {}, 1, 0, 0

function setup(thread)
  thread:set("place", threads)
  threads = threads + 1
end

function init(args)
  local line_number = 0
  for line in io.lines(args[1]) do
    if line_number % tonumber(args[2]) == place then
      last = last + 1
      tokens[last] = line:match('"refresh_token":"([^"]*)"')
    end
    line_number = line_number + 1
  end
end

function request()
  local token = tokens[first]
  tokens[first] = nil
  first = first + 1
  return wrk.format("POST", "/api/v1/auth/refresh", { ["Content-Type"] = "application/json" }, '{"refresh_token":"' .. token .. '"}')
end

function response(status, headers, body)
  local token = body:match('"refresh_token":"([^"]*)"')
  if token then
    last = last + 1
    tokens[last] = token
  end
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format("result %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), failed.connect + failed.read + failed.write + failed.timeout + failed.status))
end
