using Headroom.Model.Results;
using Headroom.Report.Tables;

namespace Headroom.Report.Baselines;

/// <summary>Recorded runs, the fresh run beside them, and claims as tables.</summary>
internal static class BaselineRows
{
    /// <summary>A row a run.</summary>
    public static Table Runs(BaselineTable table) => Table.Of(
        "Runs that were recorded before",
        "No run was read.",
        table.Rows,
        Column<BaselineRow>.Code("Run", row => row.Source),
        Column<BaselineRow>.Words("Tool", row => row.Tool),
        Column<BaselineRow>.Number("Requests", row => Format.Count(row.Requests)),
        Column<BaselineRow>.Number("Rate", row => Format.Rate(row.Rate)),
        Column<BaselineRow>.Number("p95", row => BaselineWords.Milliseconds(row.P95Ms)),
        Column<BaselineRow>.Number("Failed", row => Format.Percent(row.HttpReqFailed)),
        Column<BaselineRow>.Number("Checks passed", row => Format.Percent(row.ChecksPass)),
        Column<BaselineRow>.Number("Reads failed", row => BaselineWords.Share(row.Reads)),
        Column<BaselineRow>.Number("Writes failed", row => BaselineWords.Share(row.Writes)));

    /// <summary>Where the failures are, and why.</summary>
    public static Table Places(BaselineTable table) => Table.Of(
        "Where requests failed, and why",
        "Nothing failed, or the files do not tell where.",
        table.Rows.SelectMany(row => BaselineWords.Places(row).Select(place => (Row: row, Place: place))),
        Column<(BaselineRow Row, FailureConcentration Place)>.Code("Run", each => each.Row.Source),
        Column<(BaselineRow Row, FailureConcentration Place)>.Code("Endpoint", each => each.Place.Endpoint),
        Column<(BaselineRow Row, FailureConcentration Place)>.Words("Kind", each => BaselineWords.Kind(each.Place.IsWrite)),
        Column<(BaselineRow Row, FailureConcentration Place)>.Number(
            "Failed", each => BaselineWords.Share(each.Place.Failed, each.Place.Requests)),
        Column<(BaselineRow Row, FailureConcentration Place)>.Number("The rest", each => BaselineWords.Others(each.Place)),
        Column<(BaselineRow Row, FailureConcentration Place)>.Words("Cause", each => BaselineWords.Of(each.Place.Verdict)),
        Column<(BaselineRow Row, FailureConcentration Place)>.Words("Because", each => string.Join("; ", each.Place.Reasons)));

    /// <summary>Failed requests and checks of both runs.</summary>
    public static Table Failures(BaselineComparison comparison) => Table.Of(
        "Failed requests and checks, side by side",
        "The runs have no endpoint and no check in common.",
        comparison.Failures,
        Column<ComparedFailures>.State("Outcome", BaselineWords.Of),
        Column<ComparedFailures>.Code("Endpoint", row => row.Endpoint),
        Column<ComparedFailures>.Words("Check", row => row.Check ?? ""),
        Column<ComparedFailures>.Number("Before", row => BaselineWords.Share(row.BaseFailed, row.BaseTotal)),
        Column<ComparedFailures>.Number("Now", row => BaselineWords.Share(row.HeadFailed, row.HeadTotal)),
        Column<ComparedFailures>.Words("Not judged because", row => row.NotJudged ?? ""));

    /// <summary>p95 of both runs, which proves nothing.</summary>
    public static Table Latency(BaselineComparison comparison) => Table.Of(
        "p95 side by side, not comparable",
        "The runs have no latency in common.",
        comparison.Latency,
        Column<ComparedLatency>.Code("Endpoint", row => row.Endpoint),
        Column<ComparedLatency>.Number("Before", row => BaselineWords.Milliseconds(row.BaseP95Ms)),
        Column<ComparedLatency>.Number("Now", row => BaselineWords.Milliseconds(row.HeadP95Ms)));

    /// <summary>Whether the endpoints of the earlier run still answer.</summary>
    public static Table Routes(BaselineComparison comparison) => Table.Of(
        "Endpoints of the earlier run",
        "The earlier run names no routes.",
        comparison.Routes,
        Column<ComparedRoute>.State("Outcome", BaselineWords.Of),
        Column<ComparedRoute>.Code("Endpoint", route => route.Endpoint));

    /// <summary>What must hold to accept the fresh run.</summary>
    public static Table Acceptance(BaselineComparison comparison) =>
        RunTables.Assertions("What must hold to accept this run", comparison.Acceptance);

    /// <summary>What was said of the service, and what became of it.</summary>
    public static Table Claims(IReadOnlyList<Claim> claims) => Table.Of(
        "What was said before, and what the evidence says of it",
        "Nothing was said before.",
        claims,
        Column<Claim>.State("Verdict", claim => BaselineWords.Of(claim.Verdict)),
        Column<Claim>.Words("Claim", claim => $"“{Format.Short(claim.Text, 200)}”"),
        Column<Claim>.Code("Where", claim => $"{claim.Source} {claim.Place}"),
        Column<Claim>.Words("Because", claim => claim.Reason ?? ""));
}
