using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class TransactionWraparoundTests
{
    private const long Half = 1_073_741_824;

    private const long ThreeQuarters = 1_610_612_736;

    [Fact]
    public void Finds_a_database_that_runs_out_of_transaction_ids()
    {
        var table = new TableAge { Schema = "public", Name = "votes", Size = new Bytes(1), TransactionAge = Half + 9, MultixactAge = 0 };
        var finding = One(TransactionWraparound.Detector, Set((Maintenance.Kind, Upkeep(new DatabaseAge("shop", Half + 9, 0)) with
        {
            Tables = [table with { Name = "young", TransactionAge = 5 }, table with { Name = "clips", TransactionAge = 7, ToastTransactionAge = Half + 10 }, table],
            Holders = [new HorizonHolder("replication slot", "forgotten", Half, null)],
        })));

        finding.Fingerprint.ShouldBe("transaction-wraparound:shop");
        finding.Severity.ShouldBe(Severity.High);
        finding.Remedies[0].Up.ShouldStartWith("VACUUM (FREEZE) public.clips;\nVACUUM (FREEZE) public.votes;");
        finding.Explanation.ShouldContain("forgotten");
    }

    [Fact]
    public void Vanishes_when_it_was_frozen() => TransactionWraparound.Detector.Run(Evidence(200_000_000)).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(Half, null)]
    [InlineData(Half + 1, Severity.High)]
    [InlineData(ThreeQuarters, Severity.High)]
    [InlineData(ThreeQuarters + 1, Severity.Critical)]
    public void Half_is_high_and_three_quarters_critical(long age, Severity? severity)
    {
        foreach (var evidence in new[] { Evidence(age), Evidence(0, age) })
        {
            (TransactionWraparound.Detector.Run(evidence) is Outcome.Found { Findings: [var finding] } ? finding.Severity : (Severity?)null).ShouldBe(severity);
        }
    }

    [Fact]
    public void Of_another_database_the_tables_are_not_known() =>
        One(TransactionWraparound.Detector, Set((Maintenance.Kind, Upkeep(new DatabaseAge("other", Half + 1, 0))))).Remedies[0].Up.ShouldBe("VACUUM (FREEZE);");

    [Theory]
    [InlineData("transaction", 200_000_000, null, "shop", false)] // began after autovacuum should have frozen
    [InlineData("transaction", 200_000_001, null, "shop", true)]
    [InlineData("transaction", 200_000_001, "1000000000", "shop", false)]
    [InlineData("transaction", 200_000_001, null, "other", false)] // holds its own database alone
    [InlineData("replication slot", 200_000_001, null, "other", true)]
    [InlineData("standby", 200_000_001, null, "other", true)]
    public void What_held_the_horizon_for_long_is_named(string kind, long age, string? freezeAge, string database, bool named)
    {
        var upkeep = Upkeep(new DatabaseAge(database, Half + 1, 0)) with { Holders = [new HorizonHolder(kind, "report", age, null)] };
        var evidence = freezeAge is null ? upkeep : upkeep with { Settings = new SortedDictionary<string, string> { ["autovacuum_freeze_max_age"] = freezeAge } };

        One(TransactionWraparound.Detector, Set((Maintenance.Kind, evidence))).Explanation.Contains("report").ShouldBe(named);
    }

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(TransactionWraparound.Detector, Evidence(Half + 1)).Fingerprint.ShouldBe(One(TransactionWraparound.Detector, Evidence(2_100_000_000)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => TransactionWraparound.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static EvidenceSet Evidence(long age, long multixacts = 0) => Set((Maintenance.Kind, Upkeep(new DatabaseAge("shop", age, multixacts))));
}
