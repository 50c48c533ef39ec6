using System.Text.Json;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The report of vegeta: <c>vegeta report -type=json</c>, in nanoseconds, and its text.</summary>
/// <remarks>
/// A latency runs from the instant the request was sent until its answer was read, or until it failed; percentiles are those of vegeta's
/// sketch. A failure is a status outside 200..399, as vegeta has it; status 0 is no answer. The duration is that of the attack with the
/// wait for the last answer.
/// </remarks>
internal static class VegetaReport
{
    private const int MostValues = 100;
    private const double MostSeconds = 1e9;
    private const string What = "what vegeta report -type=json prints";

    /// <summary>The forms.</summary>
    public static IReadOnlyList<RunForm> Forms { get; } =
    [
        new("vegeta", "report-json", static head => RunJson.LooksLike(head.Text, "latencies", "status_codes", "success"),
            static source => RunJson.Read(source, What, root => Json(source, root))),
        new("vegeta", "report-text", static head => !head.IsReport && IsText(head.Text), Text),
    ];

    private static bool IsText(string text) => text.Contains("[total, rate", StringComparison.Ordinal)
        && text.Contains("Latencies ", StringComparison.Ordinal) && text.Contains("[code:count]", StringComparison.Ordinal);

    private static ImportedRun Json(RunSource source, JsonElement root)
    {
        var latencies = root.Get("latencies") ?? default;
        double? Ms(string name) => latencies.Amount(name) / 1e6;
        var statuses = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var field in root.Fields("status_codes"))
        {
            Add(statuses, field.Name, field.Value.AsCount());
        }

        var errors = root.Items("errors").Where(static e => e.ValueKind == JsonValueKind.String).Select(static e => e.GetString() ?? "");
        return Run(source, "report-json", new Facts
        {
            Requests = root.Count("requests"),
            StartedAt = RunNumbers.Iso(root.Text("earliest")),
            DurationS = (root.Number("duration") + (root.Number("wait") ?? 0)) / 1e9 is >= 0 and <= MostSeconds and var lasted
                ? lasted
                : null,
            Statuses = statuses,
            Lost = [.. errors.Select(CauseOf).OfType<string>().Distinct(StringComparer.Ordinal)],
            Latency = new ImportedLatency
            {
                P50Ms = Ms("50th"),
                P90Ms = Ms("90th"),
                P95Ms = Ms("95th"),
                P99Ms = Ms("99th"),
                MeanMs = Ms("mean"),
                MinMs = Ms("min"),
                MaxMs = Ms("max"),
            },
        });
    }

    // Name, [labels], values: "Latencies  [mean, 50, 95, 99, max]  1.2ms, ...".
    private static ImportedRun Text(RunSource source)
    {
        var lines = new TextLines(source);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var statuses = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var lost = new SortedSet<string>(StringComparer.Ordinal);
        var isError = false;
        while (lines.Next() is { } line)
        {
            var (open, close) = (line.IndexOf('[', StringComparison.Ordinal), line.IndexOf(']', StringComparison.Ordinal));
            if (open > 0 && values.Count > 0 && line.StartsWith("Requests ", StringComparison.Ordinal))
            {
                throw new RunFormException(lines.Number, "a second report begins here; expected one a file");
            }

            if (isError)
            {
                lost.UnionWith(CauseOf(line) is { } cause ? [cause] : []);
            }
            else if (line.StartsWith("Error Set:", StringComparison.Ordinal))
            {
                isError = true;
            }
            else if (line.StartsWith("Status Codes", StringComparison.Ordinal) && close > 0)
            {
                foreach (var pair in line[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    var at = Math.Max(0, pair.IndexOf(':', StringComparison.Ordinal));
                    Add(statuses, pair[..at], RunNumbers.Count(pair.AsSpan(at).TrimStart(':')));
                }
            }
            else if (open > 0 && close > open && values.Count < MostValues)
            {
                var labels = line[(open + 1)..close].Split(", ");
                foreach (var (label, value) in labels.Zip(line[(close + 1)..].Split(',')))
                {
                    values.TryAdd($"{line[..open].Trim()} {label}", value.Trim());
                }
            }
        }

        string Of(string name) => values.GetValueOrDefault(name) ?? "";
        double? Ms(string label) => RunNumbers.Milliseconds(Of($"Latencies {label}"));
        return Run(source, "report-text", new Facts
        {
            Requests = RunNumbers.Count(Of("Requests total")),
            DurationS = RunNumbers.Milliseconds(Of("Duration total")) / 1000,
            Statuses = statuses,
            Lost = [.. lost],
            Latency = new ImportedLatency
            {
                P50Ms = Ms("50"),
                P90Ms = Ms("90"),
                P95Ms = Ms("95"),
                P99Ms = Ms("99"),
                MeanMs = Ms("mean"),
                MinMs = Ms("min"),
                MaxMs = Ms("max"),
            },
        });
    }

    private static ImportedRun Run(RunSource source, string form, Facts facts)
    {
        if (facts.Requests is not { } requests)
        {
            throw new RunFormException(null, "no count of requests; expected a whole report of vegeta");
        }

        var latency = requests == 0 ? null : facts.Latency;
        long? failed = facts.Statuses.Count == 0 ? null : facts.Statuses.Where(static s => !IsSuccess(s.Key)).Sum(static s => s.Value);
        var endpoint = new ImportedEndpoint
        {
            Name = EndpointNames.All,
            Requests = requests,
            Failed = failed,
            FailedByClass = failed is { } count ? FailureClass.Known(Causes(facts), count) : null,
            Status = facts.Statuses.Count == 0 ? null : facts.Statuses,
            P95Ms = latency?.P95Ms,
            Latency = latency,
        };
        return new ImportedRun
        {
            Source = source.Source,
            Tool = "vegeta",
            Form = form,
            StartedAt = facts.StartedAt,
            DurationS = facts.DurationS,
            Requests = requests,
            HttpReqDuration = latency,
            HttpReqFailed = failed is { } of && requests > 0 ? Ratio.Of(of, requests) : null,
            Endpoints = [endpoint],
        };
    }

    /// <summary>Whether vegeta takes a status for a success.</summary>
    public static bool IsSuccess(string status) => status is ['2' or '3', _, _];

    // The report has each error once, and not how often: it tells the cause of the requests without an answer when all errors agree.
    private static IEnumerable<KeyValuePair<string, long>> Causes(Facts facts)
    {
        foreach (var (status, count) in facts.Statuses.Where(static s => !IsSuccess(s.Key) && s.Key != FailureClass.NoAnswer))
        {
            yield return KeyValuePair.Create(FailureClass.Of(status) ?? FailureClass.Fault, count);
        }

        if (facts.Lost is [var kind] && facts.Statuses.TryGetValue(FailureClass.NoAnswer, out var lost))
        {
            yield return KeyValuePair.Create(kind, lost);
        }
    }

    // Null for "429 Too Many Requests": that has a status.
    private static string? CauseOf(string error) =>
        error.Length == 0 || (error.Length >= 3 && FailureClass.Status(error[..3]) is not null) ? null : FailureClass.OfError(error);

    private static void Add(SortedDictionary<string, long> statuses, string status, long? count)
    {
        if (FailureClass.Status(status) is { } known && count is { } number)
        {
            statuses[known] = number;
        }
    }

    private sealed record Facts
    {
        public required long? Requests { get; init; }

        public DateTimeOffset? StartedAt { get; init; }

        public required double? DurationS { get; init; }

        public required SortedDictionary<string, long> Statuses { get; init; }

        // The causes of the requests without an answer.
        public required IReadOnlyList<string> Lost { get; init; }

        public required ImportedLatency Latency { get; init; }
    }
}
