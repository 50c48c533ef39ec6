using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class AutovacuumLagTests
{
    [Fact]
    public void Finds_a_table_that_keeps_its_dead_rows()
    {
        var finding = One(AutovacuumLag.Detector, Evidence(Dead(30_000)));

        finding.Fingerprint.ShouldBe("autovacuum-lag:votes");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Remedies.Select(remedy => remedy.Up.Split('\n')[^1]).ShouldBe(["VACUUM (ANALYZE) public.votes;", "ALTER TABLE public.votes SET (autovacuum_vacuum_scale_factor = 0.02);"]);
    }

    [Fact]
    public void Vanishes_when_vacuum_was_there() => Judge(Dead(0), false);

    [Theory]
    [InlineData(20_000, false)]
    [InlineData(20_001, true)]
    public void Wants_more_than_a_fifth_dead(long dead, bool found) => Judge(Dead(dead), found);

    [Theory]
    [InlineData(10_000, false)]
    [InlineData(10_001, true)]
    public void Wants_more_than_ten_thousand_dead(long dead, bool found) => Judge(Dead(dead) with { LiveRows = 20_000 }, found);

    [Theory]
    [InlineData(119, 10_000, false)]
    [InlineData(119, 20_001, true)]
    [InlineData(120, 10_000, true)]
    public void Rows_that_died_in_a_short_load_are_not_due_yet(int seconds, long before, bool found)
    {
        var table = Dead(30_000 + before) with { Updated = 25_000, Deleted = 5_000 };
        var activity = Activity(table) with { Window = Throughout with { Duration = TimeSpan.FromSeconds(seconds) } };

        (AutovacuumLag.Detector.Run(Set((TableActivity.Kind, activity))) is Outcome.Found).ShouldBe(found);
    }

    [Fact]
    public void Stays_silent_while_a_vacuum_works_on_it() =>
        AutovacuumLag.Detector.Run(Evidence(Dead(30_000), Upkeep() with { Running = [new RunningVacuum(1, "votes", "scanning heap", new Ratio(0.5), true)] })).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData("replication slot", null, true)]
    [InlineData("transaction", 60, false)]
    [InlineData("transaction", 61, true)]
    [InlineData("prepared transaction", 3600, true)]
    [InlineData("standby", null, true)]
    public void What_holds_the_horizon_goes_first(string kind, int? seconds, bool blamed)
    {
        var holder = new HorizonHolder(kind, "report", 9_000, seconds is { } open ? TimeSpan.FromSeconds(open) : null);
        var finding = One(AutovacuumLag.Detector, Evidence(Dead(30_000), Upkeep() with { Holders = [holder] }));

        finding.Remedies[0].Kind.ShouldBe(blamed ? RemedyKind.Code : RemedyKind.Maintenance);
        finding.Explanation.Contains("report").ShouldBe(blamed);
    }

    [Theory]
    [InlineData("replication slot", true, 60_000, false)]
    [InlineData("replication slot", true, 60_001, true)]
    [InlineData("standby", true, 60_000, false)]
    [InlineData("standby", true, 60_001, true)]
    [InlineData("replication slot", false, 1, true)]
    [InlineData("replication slot", null, 1, true)]
    public void What_is_in_use_is_blamed_where_its_horizon_lies_far_back(string kind, bool? isInUse, long transactions, bool blamed)
    {
        var holder = new HorizonHolder(kind, "replica", transactions, null, IsInUse: isInUse);
        var finding = One(AutovacuumLag.Detector, Evidence(Dead(30_000), Upkeep() with { Holders = [holder] }));

        finding.Explanation.Contains("replica").ShouldBe(blamed);
        finding.Remedies[0].Kind.ShouldBe(blamed ? RemedyKind.Code : RemedyKind.Maintenance);
        finding.Evidence.Count.ShouldBe(blamed ? 2 : 1);
    }

    [Fact]
    public void A_young_slot_in_use_hides_no_transaction_behind_it()
    {
        HorizonHolder[] holders = [new("replication slot", "replica", 9_000, null, IsInUse: true), new("transaction", "report", 8_000, TimeSpan.FromHours(1))];
        var finding = One(AutovacuumLag.Detector, Evidence(Dead(30_000), Upkeep() with { Holders = holders }));

        finding.Explanation.ShouldContain("report");
        finding.Evidence[^1].ShouldBe("evidence/maintenance.json#/holders/1");
    }

    [Fact]
    public void A_slot_that_holds_the_catalogues_alone_is_not_blamed() =>
        One(AutovacuumLag.Detector, Evidence(Dead(30_000), Upkeep() with { Holders = [new HorizonHolder("replication slot", "cdc", 9_000, null, IsCatalogueOnly: true)] }))
            .Explanation.ShouldNotContain("cdc");

    [Fact]
    public void Autovacuum_that_was_switched_off_is_switched_on() =>
        One(AutovacuumLag.Detector, Evidence(Dead(30_000) with { Options = ["fillfactor=90", "autovacuum_enabled=false"] })).Remedies[^1].Up.ShouldContain("RESET (autovacuum_enabled)");

    [Theory]
    [InlineData("autovacuum_enabled=f")]
    [InlineData("autovacuum_enabled=OFF")]
    [InlineData("autovacuum_enabled=0")]
    public void It_may_be_switched_off_in_any_word_of_the_server(string option) =>
        One(AutovacuumLag.Detector, Evidence(Dead(30_000) with { Options = [option] })).Remedies[^1].Up.ShouldContain("RESET (autovacuum_enabled)");

    [Theory]
    [InlineData(30_000, "autovacuum_vacuum_scale_factor=0.5", "SET (autovacuum_vacuum_scale_factor = 0.02);", "SET (autovacuum_vacuum_scale_factor = 0.5);")]
    [InlineData(30_000, "autovacuum_vacuum_threshold=1000000", "SET (autovacuum_vacuum_threshold = 50);", "SET (autovacuum_vacuum_threshold = 1000000);")]
    public void A_table_whose_own_options_keep_autovacuum_waiting_gets_others_and_them_back(long dead, string option, string up, string down)
    {
        var finding = One(AutovacuumLag.Detector, Evidence(Dead(dead) with { Options = ["fillfactor=90", option] }));

        finding.Explanation.ShouldBe($"By the table's own options ({option}) autovacuum is not due yet.");
        finding.Facts.ShouldContain(fact => fact.Name == "dead rows at which autovacuum comes");
        finding.Remedies[^1].Up.ShouldEndWith(up);
        finding.Remedies[^1].Down!.ShouldEndWith(down);
    }

    [Theory]
    [InlineData("0.02", "-1", "SET (autovacuum_vacuum_cost_delay = 0);", true)]
    [InlineData("0.4", "-1", "SET (autovacuum_vacuum_scale_factor = 0.02);", false)]
    [InlineData("0.4", "25000", "SET (autovacuum_vacuum_scale_factor = 0.02);", true)]
    public void The_servers_settings_tell_whether_autovacuum_is_due(string factor, string most, string up, bool isDue)
    {
        var settings = new SortedDictionary<string, string> { ["autovacuum_vacuum_scale_factor"] = factor, ["autovacuum_vacuum_max_threshold"] = most };
        var finding = One(AutovacuumLag.Detector, Evidence(Dead(30_000), Upkeep() with { Settings = settings }));

        finding.Explanation.Contains("is not due yet").ShouldBe(!isDue);
        finding.Remedies[^1].Up.ShouldEndWith(up);
    }

    [Fact]
    public void Autovacuum_that_is_off_everywhere_is_switched_on() =>
        One(AutovacuumLag.Detector, Evidence(Dead(30_000), Upkeep() with { Settings = new SortedDictionary<string, string> { ["autovacuum"] = "off" } }))
            .Remedies[^1].Up.ShouldStartWith("ALTER SYSTEM SET autovacuum = on;");

    [Fact]
    public void It_does_without_maintenance() => One(AutovacuumLag.Detector, Without(Evidence(Dead(30_000)), Maintenance.Kind));

    [Fact]
    public void Evidence_that_was_left_out_is_not_clean() =>
        AutovacuumLag.Detector.Run(Set((TableActivity.Kind, Activity(Dead(0)) with { TablesLeftOut = 5 }))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(AutovacuumLag.Detector, Evidence(Dead(30_000))).Fingerprint.ShouldBe(One(AutovacuumLag.Detector, Evidence(Dead(90_000))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => AutovacuumLag.Detector.Run(Without(Evidence(Dead(30_000)), TableActivity.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static TableUse Dead(long rows) => Use("votes") with { DeadRows = rows };

    private static void Judge(TableUse table, bool found) => AutovacuumLag.Detector.Run(Evidence(table)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    private static EvidenceSet Evidence(TableUse table, Maintenance? maintenance = null) => Set((TableActivity.Kind, Activity(table)), (Maintenance.Kind, maintenance ?? Upkeep()));
}
