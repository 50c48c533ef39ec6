using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Report.Tables;

/// <summary>What the load met: endpoints, statements, scaling, processors.</summary>
internal static class LoadTables
{
    /// <summary>Every endpoint; quantiles count from the intended start, so that waiting in a queue is not left out.</summary>
    public static Table Endpoints(AuditResult result) => Table.Of(
        "Endpoints under load; p50, p95 and p99 from the intended start",
        "No endpoint was measured.",
        result.Endpoints,
        Column<EndpointResult>.Code("Endpoint", e => e.Endpoint),
        Column<EndpointResult>.State("Objectives", e => Objectives(result, e.Endpoint)),
        Column<EndpointResult>.Number("Requests", e => Format.Count(e.Requests)),
        Column<EndpointResult>.Number("Rate", e => Format.Rate(e.Rate)),
        Column<EndpointResult>.Number("p50", e => Format.Duration(e.Latency.P50)),
        Column<EndpointResult>.Number("p95", e => Format.Duration(e.Latency.P95)),
        Column<EndpointResult>.Number("p99", e => Format.Duration(e.Latency.P99)),
        Column<EndpointResult>.Number("Service p95", e => Format.Duration(e.Service.P95)),
        Column<EndpointResult>.Number("Failed", e => e.Requests == 0 ? Format.Unknown : Format.Percent(e.Error)),
        Column<EndpointResult>.Words("Failed by cause", Causes),
        Column<EndpointResult>.Number("Statements / request", e => Format.Number(e.StatementsPerRequest)));

    /// <summary>The costliest statements.</summary>
    public static Table Statements(AuditResult result) => Table.Of(
        "Statements by their share of the database's execution time under load",
        "No statement was measured.",
        result.Statements,
        Column<StatementResult>.Query("Statement", s => s.Query),
        Column<StatementResult>.Number("Share", s => Of(s, Format.Percent(s.Load))),
        Column<StatementResult>.Number("Calls", s => Format.Count(s.Calls)),
        Column<StatementResult>.Number("Mean", s => Of(s, s.IsCutShort ? $"> {Format.Duration(s.Mean)}" : Format.Duration(s.Mean))),
        Column<StatementResult>.Number("Rows / call", s => Of(s, Format.Number(s.RowsPerCall))),
        Column<StatementResult>.Number("Buffers / call", s => Of(s, Format.Number(s.BuffersPerCall))),
        Column<StatementResult>.Names("Endpoints", s => s.Endpoints),
        Column<StatementResult>.Code("Id", s => s.StatementId));

    /// <summary>Lines of the scaling probe.</summary>
    public static Table Scaling(string caption, IEnumerable<ScalingResult> lines) => Table.Of(
        caption,
        "How statements grow with the rows returned was not measured.",
        lines,
        Column<ScalingResult>.Code("Endpoint", s => s.Endpoint),
        Column<ScalingResult>.Code("Statement", s => s.StatementId),
        Column<ScalingResult>.Words("Varied", s => s.Factor),
        Column<ScalingResult>.Number("Calls / row", s => Format.Number(s.Slope)),
        Column<ScalingResult>.Number("Calls at no rows", s => Format.Number(s.Intercept)),
        Column<ScalingResult>.Number("Fit R²", s => Format.Fit(s.RSquared)),
        Column<ScalingResult>.Words(
            "Rows → calls a request",
            s => string.Join(", ", s.Points.Select(p => $"{Format.Number(p.Rows)} → {Format.Number(p.Calls)}").Distinct())));

    /// <summary>Where the time of each request goes that runs alone; a dependency has two columns.</summary>
    public static Table Layers(AuditResult result)
    {
        var dependencies = result.Layers.SelectMany(row => row.Layers).Where(layer => layer.Kind == "dependency")
            .Select(layer => layer.Layer).Distinct().ToList();
        return Table.Of(
            "One request alone, the slowest first; shares of its time with their intervals, each of at least 90 %",
            "Not measured: the delay probe did not run.",
            result.Layers,
            [
                Column<EndpointLayers>.Code("Request", row => $"{row.Endpoint.Split(' ')[0]} {row.Request}"),
                Column<EndpointLayers>.Number("Alone", row => Format.Duration(row.Service)),
                .. dependencies.SelectMany(name => new[]
                {
                    Column<EndpointLayers>.Number($"{name}: waits in series", row => Series(LayerOf(row.Layers, name))),
                    Column<EndpointLayers>.Number(name, row => Share(LayerOf(row.Layers, name))),
                }),
                Column<EndpointLayers>.Number("Application", row => Share(LayerOf(row.Layers, "application"))),
                Column<EndpointLayers>.Number("Unexplained", row => Share(LayerOf(row.Layers, "unexplained"))),
                .. result.Layers.Any(row => row.Remark is not null)
                    ? [Column<EndpointLayers>.Words("Remark", row => row.Remark ?? "")]
                    : Array.Empty<Column<EndpointLayers>>(),
            ]);
    }

    /// <summary>Where the p95 of each endpoint under load goes.</summary>
    public static Table UnderLoad(AuditResult result)
    {
        var names = result.UnderLoad.SelectMany(row => row.Layers).Where(layer => layer.Kind is "dependency").Select(layer => layer.Layer)
            .Distinct().ToList();
        return Table.Of(
            "p95 under load, the slowest first; shares of it with their intervals, each of at least 80 %",
            "Not measured: either the delay probe or the load did not run.",
            result.UnderLoad,
            [
                Column<EndpointUnderLoad>.Code("Endpoint", row => row.Endpoint),
                Column<EndpointUnderLoad>.Number("p95", row => Format.Duration(row.P95)),
                Column<EndpointUnderLoad>.Number("Alone", row => Format.Duration(row.Alone)),
                .. names.Append("application").Append("unexplained").Append("queueing")
                    .Select(name => Column<EndpointUnderLoad>.Number(name, row => Share(LayerOf(row.Layers, name)))),
                .. result.UnderLoad.Any(row => row.Remark is not null)
                    ? [Column<EndpointUnderLoad>.Words("Remark", row => row.Remark ?? "")]
                    : Array.Empty<Column<EndpointUnderLoad>>(),
            ]);
    }

    /// <summary>What the columns of <see cref="UnderLoad"/> mean.</summary>
    public const string UnderLoadMeaning =
        "Alone: p95 of the same requests one after the other, of which the layers' shares divide the time. Queueing: "
        + "what a request takes longer under load than alone: waiting for processors, for connections of pools, for locks, "
        + "for other requests.";

    /// <summary>What the columns of <see cref="Layers"/> mean.</summary>
    public const string LayersMeaning =
        "Waits in series: by how many milliseconds a request takes longer for each millisecond by which the dependency answers later. "
        + "Unexplained: dependencies that the plan does not name, locks, sleeps, waiting for a processor, reading long answers.";

    /// <summary>What faults under load did.</summary>
    public static Table Outages(AuditResult result) => Table.Of(
        "Faults under a steady load; p95 of the slowest second, from the intended start",
        "Not measured: no fault was put on under load.",
        result.Outages,
        Column<OutageResult>.Code("At fault", o => o.Subject),
        Column<OutageResult>.Words("How", o => o.Fault),
        Column<OutageResult>.Number("For", o => Format.Duration(o.Lasted)),
        Column<OutageResult>.Number(
            "Failed meanwhile", o => o.Requests == 0 ? Format.Unknown : Format.Percent(Ratio.Of(o.Failed, o.Requests))),
        Column<OutageResult>.Number("p95 before", o => Format.Duration(o.SlowestBefore)),
        Column<OutageResult>.Number("p95 meanwhile", o => Format.Duration(o.SlowestDuring)),
        Column<OutageResult>.Number("Most under way", o => Format.Count(o.MostInFlight)),
        Column<OutageResult>.Number("Recovered after", o => Format.Duration(o.TimeToRecover)),
        Column<OutageResult>.Words("Without it", o => Fallback(o.Fallback)),
        Column<OutageResult>.Words("Remark", o => o.Remark ?? o.Fallback?.Remark ?? ""));

    /// <summary>What the columns of <see cref="Outages"/> mean.</summary>
    public const string OutagesMeaning =
        "Recovered after: from the end of the fault to the first of ten good seconds, by failures; "
        + "of a kill from the moment at which the service says that it is healthy. Without it: "
        + "the rate that keeps the objectives while the dependency is gone, of the rate in the load.";

    private static string Fallback(FallbackResult? fallback) => fallback switch
    {
        null => "",
        { Sustained: { } sustained, OfNormal: { } share } =>
            $"{Format.Rate(sustained)} of {Format.Rate(fallback.Normal)} ({Format.Percent(share)})",
        _ => Format.Unknown,
    };

    private static LayerShare? LayerOf(IReadOnlyList<LayerShare> layers, string name) =>
        layers.FirstOrDefault(layer => layer.Layer == name);

    private static string Series(LayerShare? layer) =>
        layer is { SerialRoundTrips: { } slope, SerialRoundTripsLow: { } low, SerialRoundTripsHigh: { } high }
            ? $"{Format.Number(Math.Max(0, slope))} ({Format.Number(Math.Max(0, low))} to {Format.Number(Math.Max(0, high))})"
            : Format.Unknown;

    private static string Share(LayerShare? layer) => layer is { Share: { } share, Low: { } low, High: { } high }
        ? $"{Format.Percent(share)} ({Format.Percent(low)} to {Format.Percent(high)})"
        : Format.Unknown;

    /// <summary>Who used the processors.</summary>
    public static Table Host(HostUse host) => Table.Of(
        $"Share of {Format.Several(host.Cores, "processor")} in the load window",
        "Not collected.",
        HostParts(host),
        Column<(string Name, Ratio? Share)>.Words("Who", p => p.Name),
        Column<(string Name, Ratio? Share)>.Number("Share", p => Format.Percent(p.Share)));

    /// <summary>The parts of the processors' time, with what is not known.</summary>
    public static IReadOnlyList<(string Name, Ratio? Share)> HostParts(HostUse host) =>
    [
        ("generator", host.Generator), ("service", host.Target), ("database", host.Database), ("foreign", host.Foreign),
        ("busy in all", host.Busy), ("taken away by the hypervisor", host.Steal),
        ("time in which a task waited for a processor", host.CpuPressure),
    ];

    private static (string Label, Tone Tone) Objectives(AuditResult result, string endpoint)
    {
        var states = result.Slo.Where(s => s.Endpoint == endpoint).Select(s => s.Met).ToList();
        return states.Count == 0 ? (Format.Unknown, Tone.Plain)
            : Words.Met(states.Contains(false) ? false : states.Contains(null) ? null : true);
    }

    private static string Causes(EndpointResult endpoint) => endpoint switch
    {
        { Requests: 0 } => Format.Unknown,
        { FailedByClass: { Count: > 0 } causes } => string.Join(", ", causes.Select(c => $"{c.Key} {Format.Count(c.Value)}")),
        { Error.Value: 0 } => "none failed",
        _ => Format.Unknown,
    };

    private static string Of(StatementResult statement, string number) => statement.Calls == 0 ? Format.Unknown : number;
}
