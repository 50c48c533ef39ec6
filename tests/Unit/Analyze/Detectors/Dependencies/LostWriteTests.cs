using Headroom.Analyze.Detectors.Dependencies;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenFaults;

namespace Headroom.Tests.Unit.Analyze.Detectors.Dependencies;

public sealed class LostWriteTests
{
    [Fact]
    public void Finds_acknowledged_rows_that_a_kill_took()
    {
        var finding = Found(Table(promised: 20, inserted: 12));

        finding.Severity.ShouldBe(Severity.High);
        finding.Subject.Table.ShouldBe("views");
        finding.Facts[0].Value.ShouldBe(8);
        finding.Evidence.ShouldBe(["evidence/kill-probe.json#/writes/0"]);
    }

    [Fact]
    public void Vanishes_when_each_of_them_is_there() => Silent(Table(promised: 20, inserted: 20));

    [Fact]
    public void Stays_silent_on_rows_that_nobody_was_told_of() => Silent(Table(promised: 17, inserted: 20));

    [Theory]
    [InlineData(19, 20, 20)]
    [InlineData(20, 20, 19)]
    [InlineData(20, 20, 21)]
    public void Cannot_tell_where_rows_and_answers_differ_without_a_kill(int before, int promised, int after) =>
        NotRun("differ without a kill", new WrittenTable("views", new WrittenRows(20, before), new WrittenRows(promised, 12), new WrittenRows(20, after)));

    [Fact]
    public void Cannot_tell_where_nothing_was_acknowledged() => NotRun("differ without a kill", Table(promised: 0, inserted: 0));

    [Fact]
    public void One_row_is_enough()
    {
        Found(Table(promised: 20, inserted: 19)).Facts[0].Value.ShouldBe(1);
        Silent(Table(promised: 20, inserted: 20));
    }

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        Found(Table(promised: 20, inserted: 12)).Fingerprint.ShouldBe(Found(Table(promised: 9, inserted: 2)).Fingerprint);

    [Fact]
    public void A_kill_without_counted_rows_says_why() => NotRun("nobody counts");

    [Fact]
    public void What_cannot_be_told_of_one_table_is_told_beside_what_can_of_another()
    {
        var upserted = new WrittenTable("counters", new WrittenRows(20, 3), new WrittenRows(20, 0), new WrittenRows(20, 4));

        var clean = Run(upserted, Table(promised: 20, inserted: 20)).ShouldBeOfType<Outcome.Clean>();
        var found = Run(upserted, Table(promised: 20, inserted: 12)).ShouldBeOfType<Outcome.Found>();

        clean.Untold.ShouldBe(["acknowledged writes and rows of counters differ without a kill, too"]);
        found.Untold.ShouldBe(clean.Untold);
        found.Findings.ShouldHaveSingleItem().Evidence.ShouldBe(["evidence/kill-probe.json#/writes/1"]);
    }

    [Fact]
    public void Missing_evidence_is_not_run() => LostWrite.Detector.Run(Given.Set()).ShouldBeOfType<Outcome.NotRun>();

    private static WrittenTable Table(long promised, long inserted) =>
        new("views", new WrittenRows(20, 20), new WrittenRows(promised, inserted), new WrittenRows(20, 20));

    private static Finding Found(WrittenTable table) => One(LostWrite.Detector, GivenFaults.Set(Kill(writes: [table])));

    private static void Silent(WrittenTable table) => Run(table).ShouldBeOfType<Outcome.Clean>();

    private static void NotRun(string reason, params WrittenTable[] tables) =>
        Run(tables).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain(reason);

    private static Outcome Run(params WrittenTable[] tables) => LostWrite.Detector.Run(GivenFaults.Set(Kill(writes: tables)));
}
