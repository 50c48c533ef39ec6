using Headroom.Experiments.Proofs;
using Headroom.Experiments.Search;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Proofs;

public class StatementRunTests
{
    [Theory]
    [InlineData("SELECT 1", "SELECT 1")]
    [InlineData("SELECT 1 ;\n -- done", "SELECT 1 ")]
    [InlineData("SELECT ';'", "SELECT ';'")]
    [InlineData("SELECT 1; DROP TABLE t", null)]
    public void Only_a_single_statement_is_executed(string text, string? single) => StatementRun.Single(text).ShouldBe(single);

    [Theory]
    [InlineData("SELECT * FROM t FOR UPDATE", false)]
    [InlineData("(SELECT 1) UNION (SELECT 2)", false)]
    [InlineData("WITH x AS (SELECT 'a) UPDATE t SET') SELECT * FROM x FOR NO KEY UPDATE", false)]
    [InlineData("WITH x AS (SELECT count(update) FROM t) SELECT * FROM x", false)]
    [InlineData("WITH x AS (SELECT id FROM t LIMIT 5) UPDATE t SET a = 1 FROM x WHERE t.id = x.id", true)]
    [InlineData("WITH x AS (SELECT id FROM t) INSERT INTO u SELECT * FROM x ON CONFLICT DO NOTHING", true)]
    [InlineData("WITH gone AS MATERIALIZED (DELETE FROM t RETURNING *) SELECT * FROM gone", true)]
    [InlineData("INSERT INTO t VALUES (1)", true)]
    public void What_writes_is_told_by_its_words(string query, bool writes) => IndexBench.Writes(query).ShouldBe(writes);

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(0.199, 6)]
    [InlineData(0.1, 10)]
    [InlineData(0.001, 20)]
    [InlineData(0, 20)]
    public void What_is_fast_in_both_arms_is_repeated(double milliseconds, int repetitions) =>
        StatementRun.RepetitionsFor(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(repetitions);

    [Theory]
    [InlineData(2, 5, 5)]
    [InlineData(400, 5, 4)]
    [InlineData(3000, 5, 1)]
    [InlineData(0, 3, 3)]
    public void A_pair_executes_all_sets_of_values_or_as_many_as_the_budget_holds(double milliseconds, int sets, int atOnce) =>
        new StatementRun(new TrialLimits(), new SeededRandom(1), TimeProvider.System).SetsInAPair(TimeSpan.FromMilliseconds(milliseconds), sets).ShouldBe(atOnce);

    [Fact]
    public void The_fewest_pairs_fit_into_the_budget_even_at_the_time_limit()
    {
        new TrialLimits().ArmLimit.ShouldBe(TimeSpan.FromSeconds(20) / 12, TimeSpan.FromMilliseconds(1));
        new TrialLimits { StatementBudget = TimeSpan.FromMinutes(5) }.ArmLimit.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Buffers_of_planning_do_not_count()
    {
        var execution = ArmSession.Parse("""
            [{"Plan": {"Node Type": "Result", "Shared Hit Blocks": 5, "Shared Read Blocks": 2, "Plans": [{"Shared Hit Blocks": 4, "Shared Read Blocks": 2}]},
              "Planning": {"Shared Hit Blocks": 99, "Shared Read Blocks": 1}, "Planning Time": 9.9, "Triggers": [], "Execution Time": 0.125}]
            """);
        execution.Buffers.ShouldBe(7);
        execution.Time.ShouldBe(TimeSpan.FromMilliseconds(0.125));
    }

    [Theory]
    [InlineData("[]", 11L)]
    [InlineData("""[{"Trigger Name": "kept", "Calls": 1}]""", null)]
    public void What_a_rule_makes_of_a_statement_is_measured_together(string triggers, long? buffers)
    {
        var execution = ArmSession.Parse($$"""
            [{"Plan": {"Node Type": "ModifyTable", "Shared Hit Blocks": 5, "Shared Read Blocks": 2},
              "Triggers": [], "Execution Time": 0.125},
             {"Plan": {"Node Type": "ModifyTable", "Shared Hit Blocks": 4, "Shared Read Blocks": 0},
              "Triggers": {{triggers}}, "Execution Time": 0.5}]
            """);

        execution.ShouldBe(new Execution(TimeSpan.FromMilliseconds(0.625), buffers, IsCutShort: false));
    }

    [Fact]
    public void Several_executions_are_one_on_average()
    {
        var mean = StatementRun.MeanOf([new Execution(Milliseconds(1), 10, false), new Execution(Milliseconds(3), 21, false)]);

        mean.ShouldBe(new Execution(Milliseconds(2), 16, false));
    }

    [Fact]
    public void What_one_execution_does_not_tell_is_not_known_of_all()
    {
        var counted = new Execution(Milliseconds(1), 10, false);

        var withTriggers = StatementRun.MeanOf([counted, new Execution(Milliseconds(1), null, false)]);
        var cutShort = StatementRun.MeanOf([counted, new Execution(Milliseconds(5), null, true)]);

        withTriggers.ShouldBe(new Execution(Milliseconds(1), null, false));
        cutShort.ShouldBe(new Execution(Milliseconds(3), null, true));
    }

    [Fact]
    public void Nothing_prints_values() => new RequestedStatement("id", "SELECT $1", 1, [["hidden"]]).ToString().ShouldNotContain("hidden");

    private static TimeSpan Milliseconds(double count) => TimeSpan.FromMilliseconds(count);
}
