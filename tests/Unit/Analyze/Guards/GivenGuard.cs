using Headroom.Analyze.Guards;
using Headroom.Model.Guards;

namespace Headroom.Tests.Unit.Analyze.Guards;

/// <summary>A baseline and an observation of one statement, "feed", that are alike until a test makes them differ.</summary>
internal static class GivenGuard
{
    public static readonly DateOnly Today = new(2026, 8, 1);

    public const string ByIndex = "Limit > Index Scan on clips by clips_user_id";

    public const string BySort = "Limit > Sort > Seq Scan on clips";

    public static GuardEntry Entry(string name = "feed", long? buffers = 200, string plan = ByIndex, params ScannedTable[] scans) =>
        new() { Name = name, StatementId = "0123456789ab", BuffersPerCall = buffers, Plans = [plan], SequentialScans = scans };

    public static GuardWaiver Waiver(string statement = "feed", DateOnly? until = null) => new(statement, "feed team", "the index is being built", until ?? Today, 3);

    public static GuardBasis Basis(GuardEntry before, GuardEntry now, params GuardWaiver[] waivers) =>
        Basis([before], [new ObservedStatement { Entry = now, Line = 7 }], waivers);

    public static GuardBasis Basis(IReadOnlyList<GuardEntry> before, IReadOnlyList<ObservedStatement> now, params GuardWaiver[] waivers) => new()
    {
        Baseline = new GuardBaseline { ServerVersion = 150018, Schema = "aa", MeasuredOn = GuardPlace.Clone, Statements = before },
        Now = new GuardObservation { ServerVersion = 150018, Schema = "aa", MeasuredOn = GuardPlace.Clone, Statements = now },
        Waivers = waivers,
        Today = Today,
        Files = new GuardFiles("db/workload.sql", "db/baseline.json", "db/waivers.yaml"),
    };
}
