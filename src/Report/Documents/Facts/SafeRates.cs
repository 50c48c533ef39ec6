using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Facts;

/// <summary>Which rate is known to be safe, and what limits it: no more than the run has shown.</summary>
internal static class SafeRates
{
    /// <summary>A share of the database's time below this (a ratio) limits no rate.</summary>
    private const double LeastShare = 0.01;

    /// <summary>From this share of busy time on (a ratio), processors are what a service is short of.</summary>
    private const double Saturated = 0.9;

    /// <summary>What limits a rate though it has no share of the database's time: processors, connections, a rule that refuses.</summary>
    public static IReadOnlyList<string> Limits { get; } =
        ["cpu-bound-endpoint", "rate-limited-errors", "saturated-connections", "undersized-pool"];

    private sealed record Row(string What, string Rate, (string Label, Tone Tone) State, string Safe, string Limit);

    /// <summary>The service, then every endpoint.</summary>
    public static Table Of(AuditResult result) => Table.Of(
        "Rates that this run has shown to be safe, or not to be, in its mix of requests; "
            + "whether more is safe was not tried, unless the capacity was searched for",
        result.Database is null
            ? "No endpoint was measured, so that no rate is known to be safe."
            : "A database by itself has no requests.",
        result.Endpoints.Count == 0 ? [] : result.Endpoints.Select(endpoint => Endpoint(result, endpoint)).Prepend(Service(result)),
        Column<Row>.Code("What", row => row.What),
        Column<Row>.Number("Rate in this run", row => row.Rate),
        Column<Row>.State("Objectives", row => row.State),
        Column<Row>.Words("Safe", row => row.Safe),
        Column<Row>.Words("Limited by", row => row.Limit));

    // A finding that makes a request slow or wrong without taking anything from the others limits no rate.
    private static string? Bottleneck(AuditResult result, string endpoint) => result.Findings.Index()
        .Where(each => each.Item.Subject.Endpoint == endpoint || each.Item.Endpoints.Contains(endpoint))
        .Where(each => IsLimit(each.Item))
        .Select(each => $"finding {Format.Count(each.Index + 1)}: {Format.Short(each.Item.Title, 100)}")
        .FirstOrDefault();

    // An endpoint without a fault of its own waits for what the others take.
    private static string? Shared(AuditResult result) => Busy(result) is { } busy ? $"what it shares with the others: {busy}" : null;

    private static bool IsLimit(Finding finding) => finding.Share?.Value >= LeastShare || Limits.Contains(finding.Detector);

    private static Row Service(AuditResult result) => new(
        result.Manifest.Service,
        Format.Unknown,
        (Format.Unknown, Tone.Plain),
        (result.Capacity, result.Trust.Valid) switch
        {
            (null, true) => string.Join("; ", Held(result).Prepend("not known")),
            (null, false) => "not known",
            (_, false) => "not known: the run cannot be trusted",
            ({ } capacity, _) => $"up to {Format.Rate(capacity.Breakpoint)}",
        },
        result.Capacity is not null
            ? "the objectives"
            : (Busy(result) is { } busy ? $"{busy}; " : "")
                + (result.NotTested.FirstOrDefault(one => one.Subject == "capacity")?.Reason ?? "the capacity was not searched for"));

    // What was borne is not what is within the objectives.
    private static IEnumerable<string> Held(AuditResult result)
    {
        if (result.Rungs.LastOrDefault(static rung => rung.IsBorne) is { } borne)
        {
            yield return $"{Format.Number(borne.Factor)} times the load was borne";
        }

        if (result.Rungs.FirstOrDefault(static rung => !rung.IsBorne) is { } refused)
        {
            yield return $"{Format.Number(refused.Factor)} times was not";
        }
    }

    private static string? Busy(AuditResult result) => result.Host is { Busy.Value: >= Saturated } host
        ? $"processors, busy for {Format.Percent(host.Busy)} of the time"
            + (host.Database is { } database ? $", {Format.Percent(database)} by the database" : "")
        : null;

    private static Row Endpoint(AuditResult result, EndpointResult endpoint)
    {
        List<bool?> met = [.. result.Slo.Where(slo => slo.Endpoint == endpoint.Endpoint).Select(slo => slo.Met)];
        bool? all = met.Contains(false) ? false : met.Contains(null) ? null : true;
        var isShown = result.Trust.Valid && met.Count > 0 && endpoint.Requests > 0;
        var own = Bottleneck(result, endpoint.Endpoint);
        var shared = own is null && isShown && all == false ? Shared(result) : null;
        return new Row(
            endpoint.Endpoint,
            Format.Rate(endpoint.Rate),
            met.Count == 0 ? ("none", Tone.Unknown) : Words.Met(all),
            (isShown, all) switch
            {
                (true, true) => $"at least {Format.Rate(endpoint.Rate)}",
                (true, false) when shared is not null => "not this rate beside the rest of the load",
                (true, false) => "less than this run's rate",
                (false, _) when !result.Trust.Valid => "not known: the run cannot be trusted",
                (false, _) when met.Count == 0 => "not known: it has no objective",
                _ => "not known",
            },
            isShown && all == true ? "not reached in this run" : own ?? shared ?? "not known");
    }
}
