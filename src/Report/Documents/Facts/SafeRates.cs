using Headroom.Model.Results;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Facts;

/// <summary>Which rate is known to be safe, and what limits it: no more than the run has shown.</summary>
internal static class SafeRates
{
    private sealed record Row(string What, string Rate, (string Label, Tone Tone) State, string Safe, string Limit);

    /// <summary>The service, then every endpoint.</summary>
    public static Table Of(AuditResult result) => Table.Of(
        "Rates that this run has shown to be safe; whether more is safe was not tried, unless the capacity was searched for",
        result.Database is null ? "No endpoint was measured, so that no rate is known to be safe." : "A database by itself has no requests.",
        result.Endpoints.Count == 0 ? [] : result.Endpoints.Select(endpoint => Endpoint(result, endpoint)).Prepend(Service(result)),
        Column<Row>.Code("What", row => row.What),
        Column<Row>.Number("Rate in this run", row => row.Rate),
        Column<Row>.State("Objectives", row => row.State),
        Column<Row>.Words("Safe", row => row.Safe),
        Column<Row>.Words("Limited by", row => row.Limit));

    /// <summary>What limits an endpoint as far as the result tells: the first finding that reaches it, or the layer that takes most of a request alone.</summary>
    public static string Bottleneck(AuditResult result, string endpoint)
    {
        var layer = result.Layers.FirstOrDefault(row => row.Endpoint == endpoint)?.Layers.Where(one => one.Share is not null).MaxBy(one => one.Share?.Value);
        return (Fixes.FirstAt(result, endpoint), layer) switch
        {
            ({ } first, _) => $"finding {Format.Count(first.Rank)}: {first.Finding.Title}",
            (null, { } most) => $"{most.Layer}: {Format.Percent(most.Share)} of a request alone",
            _ => "not known",
        };
    }

    private static Row Service(AuditResult result) => new(
        result.Manifest.Service,
        Format.Unknown,
        (Format.Unknown, Tone.Plain),
        (result.Capacity, result.Trust.Valid) switch
        {
            (null, _) => "not known",
            (_, false) => "not known: the run cannot be trusted",
            ({ } capacity, _) => $"up to {Format.Rate(capacity.Breakpoint)}",
        },
        result.Capacity is not null ? "the objectives" : result.NotTested.FirstOrDefault(one => one.Subject == "capacity")?.Reason ?? "the capacity was not searched for");

    private static Row Endpoint(AuditResult result, EndpointResult endpoint)
    {
        List<bool?> met = [.. result.Slo.Where(slo => slo.Endpoint == endpoint.Endpoint).Select(slo => slo.Met)];
        bool? all = met.Contains(false) ? false : met.Contains(null) ? null : true;
        var isShown = result.Trust.Valid && met.Count > 0 && endpoint.Requests > 0;
        return new Row(
            endpoint.Endpoint,
            Format.Rate(endpoint.Rate),
            met.Count == 0 ? ("none", Tone.Unknown) : Words.Met(all),
            (isShown, all) switch
            {
                (true, true) => $"at least {Format.Rate(endpoint.Rate)}",
                (true, false) => "less than this run's rate",
                (false, _) when !result.Trust.Valid => "not known: the run cannot be trusted",
                (false, _) when met.Count == 0 => "not known: it has no objective",
                _ => "not known",
            },
            isShown && all == true ? "not reached in this run" : Bottleneck(result, endpoint.Endpoint));
    }
}
