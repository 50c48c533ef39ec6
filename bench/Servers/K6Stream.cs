using System.Globalization;
using System.Text;

namespace Headroom.Bench.Servers;

/// <summary>What a stream that was written holds.</summary>
internal sealed record K6StreamFacts(long Requests, long Failed, double P95Ms);

/// <summary>
/// Writes a stream of k6 (--out json) as a run of several minutes has it: per iteration some requests to 40 named endpoints or to addresses with an id, each with
/// its nine samples, checks in nested groups, custom metrics, thresholds; 5 % answered 429, 2 % answered 503. The same bytes each time.
/// </summary>
internal sealed class K6Stream : IDisposable
{
    private const int Endpoints = 40;

    // 32-bit linear congruence: Numerical Recipes, 2nd edition, section 7.1.
    private const uint Factor = 1_664_525;
    private const uint Increment = 1_013_904_223;

    private static readonly (string Name, string Kind, string Thresholds, string Parts)[] s_metrics =
    [
        ("http_reqs", "counter", "", "null"),
        ("http_req_duration", "trend", "\"p(95)<500\",\"p(99.9)<2000\"",
            """[{"name":"http_req_duration{name:GET /clips/3}","suffix":"name:GET /clips/3","tags":{"name":"GET /clips/3"}}]"""),
        ("http_req_failed", "rate", "\"rate<0.01\"", "null"),
        ("checks", "rate", "\"rate>0.95\"", "null"),
        ("feed_size", "trend", "\"max<100000\"", "null"),
        ("iterations", "counter", "\"rate>10\"", "null"),
    ];

    private static readonly string[] s_timings = ["http_req_blocked", "http_req_connecting", "http_req_tls_handshaking", "http_req_sending", "http_req_waiting", "http_req_receiving"];

    private readonly StreamWriter _writer;
    private readonly List<double> _durations = [];
    private DateTime _time = new(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc);
    private uint _state = 1;
    private long _written;
    private long _failed;

    private K6Stream(string file) => _writer = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };

    /// <summary>Writes whole iterations until the file has at least so many bytes.</summary>
    public static K6StreamFacts Write(string file, long bytes)
    {
        using var stream = new K6Stream(file);
        foreach (var (name, kind, thresholds, parts) in s_metrics)
        {
            stream.Line(
                $"{{\"type\":\"Metric\",\"data\":{{\"name\":\"{name}\",\"type\":\"{kind}\",\"contains\":\"default\",\"thresholds\":[{thresholds}],"
                + $"\"submetrics\":{parts}}},\"metric\":\"{name}\"}}");
        }

        while (stream._written < bytes)
        {
            stream.Iteration();
        }

        return new K6StreamFacts(stream._durations.Count, stream._failed, stream.P95());
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // As k6 does: linear interpolation.
    private double P95()
    {
        _durations.Sort();
        var place = 0.95 * (_durations.Count - 1.0);
        var (below, above) = (_durations[(int)Math.Floor(place)], _durations[(int)Math.Ceiling(place)]);
        return below + ((above - below) * (place - Math.Floor(place)));
    }

    // The high bits: a linear congruence's low ones have short periods.
    private uint Draw(uint below) => (uint)(((_state = (_state * Factor) + Increment) >> 8) * (ulong)below >> 24);

    private void Iteration()
    {
        for (var request = 0; request < 3; request++)
        {
            _time = _time.AddTicks(5_000 + Draw(20_000));
            Request();
        }

        const string Tags = "\"group\":\"\",\"scenario\":\"browse\",\"team\":\"web\"";
        Point("data_sent", Draw(900), Tags);
        Point("iterations", 1, Tags);
        Point("feed_size", Draw(20_000), Tags);
    }

    private void Request()
    {
        var number = Draw(Endpoints);
        var name = number < 4 ? $"http://127.0.0.1:5080/clips/{Draw(1_000_000)}?page={Draw(9)}" : $"GET /clips/{number}";
        var status = Draw(100) switch
        {
            < 5 => 429,
            < 7 => 503,
            _ => 200,
        };
        var error = status == 200 ? "" : $"\"error_code\":\"1{status}\",";
        var tags = $"\"build\":\"abc123\",{error}\"expected_response\":\"{(status == 200 ? "true" : "false")}\",\"group\":\"::Home::Detail \\\"quoted\\\", comma\","
            + $"\"method\":\"GET\",\"name\":\"{name}\",\"proto\":\"HTTP/1.1\",\"scenario\":\"browse\",\"status\":\"{status}\",\"team\":\"web\",\"url\":\"{name}\"";
        var duration = Math.Round((1 + Draw(20)) * (1 + (Draw(1_000_000) / 1e6)) * (Draw(50) == 0 ? 30 : 1), 6);
        _durations.Add(duration);
        _failed += status == 200 ? 0 : 1;
        Point("http_reqs", 1, tags);
        Point("http_req_duration", duration, tags);
        foreach (var timing in s_timings)
        {
            Point(timing, Draw(1_000) / 1e3, tags);
        }

        Point("http_req_failed", status == 200 ? 0 : 1, tags);
        Point(
            "checks",
            status == 200 ? 1 : 0,
            "\"build\":\"abc123\",\"check\":\"clip is 200\",\"group\":\"::Home::Detail \\\"quoted\\\", comma\",\"scenario\":\"browse\",\"team\":\"web\"");
    }

    private void Point(string metric, double value, string tags) => Line(string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"metric\":\"{metric}\",\"type\":\"Point\",\"data\":{{\"time\":\"{_time:yyyy-MM-ddTHH:mm:ss.fffffff}Z\",\"value\":{value},\"tags\":{{{tags}}}}}}}"));

    private void Line(string text)
    {
        _writer.WriteLine(text);
        _written += text.Length + 1;
    }
}
