using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headroom.Load.Import;
using Headroom.Load.Import.AccessLogs;
using Headroom.Report;
using Headroom.Report.Documents.Remediation;

namespace Headroom.Cli.Init;

/// <summary>Says what <c>headroom init</c> wrote, used and left out.</summary>
internal static class InitReport
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>A shorter log is a glance at the traffic.</summary>
    private static readonly TimeSpan s_enough = TimeSpan.FromMinutes(5);

    /// <summary>For people.</summary>
    public static string Text(InitSource source, IReadOnlyList<string> files)
    {
        var text = new StringBuilder();
        var open = FillIns.Of(source.Imported.Plan);
        Lines("wrote", files);
        Lines("used", source.Imported.Used);
        Lines("left out", source.Imported.LeftOut);
        if (source.Log is { } log)
        {
            Lines("traffic", Traffic(log));
        }

        Lines("warning", Warnings(source));
        Lines("fill in", open);
        if (open.Count > 0)
        {
            Lines("next", [$"put real values where {files[0]} has {FillIns.Mark}"]);
        }

        Lines(open.Count > 0 ? "then" : "next",
            [
                $"headroom load {ShellText.Word(files[0])}",
                .. files.Where(IsPlan).Select(static plan => $"headroom audit -c {ShellText.Word(plan)}"),
            ]);
        return text.ToString().TrimEnd();

        void Lines(string label, IEnumerable<string> lines)
        {
            foreach (var line in lines)
            {
                text.Append($"{label,-9} ").AppendLine(string.Concat(line.Select(static c => char.IsControl(c) ? '?' : c)));
            }
        }
    }

    /// <summary>For programs.</summary>
    public static string Json(InitSource source, IReadOnlyList<string> files) => new JsonObject
    {
        ["files"] = List(files),
        ["url"] = source.KnowsAddress ? source.Imported.Origin?.AbsoluteUri.TrimEnd('/') : null,
        ["requests"] = source.Imported.Plan.Requests().Count(),
        ["feeds"] = List(source.Imported.Plan.Feeds.Select(static feed => feed.Name)),
        ["used"] = List(source.Imported.Used),
        ["left_out"] = List(source.Imported.LeftOut),
        ["fill_in"] = List(FillIns.Of(source.Imported.Plan)),
        ["warnings"] = List(Warnings(source)),
        ["traffic"] = source.Log is { } log ? Profile(log) : null,
    }.ToJsonString(s_indented);

    private static bool IsPlan(string file) => Path.GetFileName(file) == InitFiles.Plan;

    private static IEnumerable<string> Warnings(InitSource source)
    {
        if (PlanText.Warning(source.Imported.Origin ?? InitSource.Usual) is { } warning)
        {
            yield return warning;
        }

        if (!source.KnowsAddress)
        {
            yield return $"nothing says where the service is: {InitSource.Usual.AbsoluteUri.TrimEnd('/')} is assumed (--url says it)";
        }

        if (source.Log?.Span is { } span && span < s_enough)
        {
            yield return $"the log is of {Format.Duration(span)} only: its rate need not be that of the service's busy hours";
        }
    }

    private static IEnumerable<string> Traffic(AccessLogSummary log)
    {
        var kinds = $"reads {Both(log.Reads)}, writes {Both(log.Writes)}";
        var whole = log.IsShort ? "in all of the log" : "minute";
        yield return $"peak {Both(log.All)} requests/s in the busiest second and {whole} ({kinds})";
        var largest = log.LargestResponse?.ToString(CultureInfo.InvariantCulture) ?? "unknown";
        yield return $"concurrency p90 {Number(log.ConcurrencyP90)}, largest response {largest} bytes";
    }

    private static JsonObject Profile(AccessLogSummary log) => new()
    {
        ["lines"] = log.Lines,
        ["requests"] = log.Requests,
        ["malformed"] = log.Malformed,
        ["from"] = log.Time?.From.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["to"] = log.Time?.To.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["all"] = Peak(log.All),
        ["reads"] = Peak(log.Reads),
        ["writes"] = Peak(log.Writes),
        ["concurrency_p90"] = log.ConcurrencyP90 is { } concurrency ? Math.Round(concurrency, 3) : null,
        ["largest_response_bytes"] = log.LargestResponse,
        ["largest_request_bytes"] = log.LargestRequest,
        ["endpoints"] = new JsonArray([.. log.Routes.Select(route => (JsonNode)new JsonObject
        {
            ["name"] = route.Endpoint,
            ["requests"] = route.Requests,
            ["share_ratio"] = Math.Round((double)route.Requests / log.Requests, 6),
        })]),
    };

    private static JsonObject? Peak(Peaks? peaks) => peaks is null ? null : new JsonObject
    {
        ["requests"] = peaks.Count,
        ["peak_second_per_s"] = peaks.Second.PerSecond,
        ["peak_minute_per_s"] = Math.Round(peaks.Minute.PerSecond, 6),
    };

    private static string Both(Peaks? peaks) =>
        peaks is null ? "none" : $"{Number(peaks.Second.PerSecond)} and {Number(peaks.Minute.PerSecond)}";

    private static string Number(double? value) => value is null ? "unknown" : Format.Number(value);

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode?)JsonValue.Create(text))]);
}
