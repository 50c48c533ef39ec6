namespace Headroom.Tests.Unit.Load.Import.Runs.K6;

/// <summary>Lines of a stream of k6.</summary>
internal static class K6Samples
{
    public const string At = "2026-11-21T02:06:26.5Z";

    public static string Request(double ms, string tags = "\"name\":\"a\",\"method\":\"GET\",\"status\":\"200\"") => Point("http_req_duration", ms, tags);

    public static string Point(string metric, double value, string tags = "", string at = At) =>
        $"{{\"metric\":\"{metric}\",\"type\":\"Point\",\"data\":{{\"time\":\"{at}\",\"value\":{value},\"tags\":{{{tags}}}}}}}";

    public static string Metric(string name, string type, string thresholds, string parts = "null") =>
        $"{{\"type\":\"Metric\",\"data\":{{\"name\":\"{name}\",\"type\":\"{type}\",\"contains\":\"default\",\"thresholds\":[{thresholds}],"
        + $"\"submetrics\":{parts}}},\"metric\":\"{name}\"}}";
}
