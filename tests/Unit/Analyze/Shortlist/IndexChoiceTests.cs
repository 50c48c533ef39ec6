using Headroom.Analyze.Shortlist;
using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Shortlist;

public sealed class IndexChoiceTests
{
    private static readonly StatementWork Slow = Work("s", 10, 1000, "Seq Scan:t");

    [Fact]
    public void What_saves_is_chosen() => Best([Slow], Trial("a", [Work("s", 0.1, 10)])).ShouldBe("public.t (a)");

    [Fact]
    public void The_least_of_two_measurements_of_the_same_plan_counts()
    {
        IndexChoice.Least(Slow, [Slow with { Time = Slow.Time / 2 }]).Time.ShouldBe(Slow.Time / 2);
        IndexChoice.Least(Slow, [Slow with { Time = Slow.Time * 2 }]).ShouldBe(Slow);
        IndexChoice.Least(Slow, [Slow with { Time = Slow.Time / 2, Shape = "Index Scan:t" }]).ShouldBe(Slow);
        IndexChoice.Least(Slow, [Work("other", 1, 1)]).ShouldBe(Slow);
    }

    [Fact]
    public void The_simplest_of_those_that_save_as_much_is_chosen() =>
        Best([Slow], Trial("a, b", [Work("s", 0.1, 9)]), Trial("a", [Work("s", 0.1, 10)])).ShouldBe("public.t (a)");

    [Theory]
    [InlineData(67, "public.t (a, b)")]
    [InlineData(68, "public.t (a)")]
    public void A_further_column_must_take_off_a_third_of_what_is_left(double buffers, string chosen) =>
        Best([Slow], Trial("a", [Work("s", 0.1, 100)]), Trial("a, b", [Work("s", 0.1, buffers)])).ShouldBe(chosen);

    [Theory]
    [InlineData(0.03, "public.t (a, b)")] // a tenth of a millisecond is no difference, fewer buffers are
    [InlineData(0.13, "public.t (a)")]
    public void A_further_column_that_reads_less_is_not_given_up_for_a_moment(double milliseconds, string chosen) =>
        Best([Slow], Trial("a", [Work("s", 0.02, 11)]), Trial("a, b", [Work("s", milliseconds, 3)])).ShouldBe(chosen);

    [Fact]
    public void A_further_column_that_helps_one_statement_and_hurts_none_is_taken() =>
        Best(
            [Slow, Work("other", 10, 1000, "Seq Scan:t")],
            Trial("a", [Work("s", 0.1, 10), Work("other", 1, 100)]),
            Trial("a, b", [Work("s", 0.1, 10), Work("other", 0.1, 10)])).ShouldBe("public.t (a, b)");

    [Theory]
    [InlineData(110, 3, "public.t (a, b)")] // a larger index, a tenth more pages: the time is the machine's
    [InlineData(130, 3, "public.t (a)")]
    [InlineData(110, 4.1, "public.t (a)")] // no machine makes the least of several executions so long
    public void An_order_is_given_up_for_another_statements_time_only_when_that_reads_more(double buffers, double milliseconds, string chosen) =>
        Best(
            [Slow, Work("other", 10, 1000, "Seq Scan:t")],
            Trial("a", [Work("s", 0.5, 100), Work("other", 1, 100)]),
            Ordered("a, b", [Work("s", 0.1, 30), Work("other", milliseconds, buffers)])).ShouldBe(chosen);

    [Theory]
    [InlineData(7.9, true)]
    [InlineData(8.1, false)]
    public void An_index_must_take_a_fifth_off_its_statements(double milliseconds, bool chosen) =>
        (Best([Slow], Trial("a", [Work("s", milliseconds, 10)])) is not null).ShouldBe(chosen);

    [Theory]
    [InlineData("t", null)]
    [InlineData("joined", "public.t (a)")]
    public void After_one_of_two_joined_tables_got_its_index_the_others_is_judged_by_what_is_left(string served, string? chosen) =>
        (Choice([Slow]).Best([Work("s", 1, 100, "Seq Scan:t")], [Trial("a", [Work("s", 0.05, 4)])], [served])?.Candidate.Shape).ShouldBe(chosen);

    [Theory]
    [InlineData(3.3, true)]
    [InlineData(3.4, false)]
    public void An_index_that_reads_as_much_must_take_off_two_thirds_of_the_time(double milliseconds, bool chosen) =>
        (Best([Slow], Trial("a", [Work("s", milliseconds, 1000)])) is not null).ShouldBe(chosen);

    [Fact]
    public void A_statement_without_weight_is_not_worth_an_index() =>
        Best([Slow, Work("rare", 0.05, 9, "Seq Scan:t")], Trial("b", [Work("rare", 0.001, 3)])).ShouldBeNull();

    [Fact]
    public void A_statement_with_a_share_of_the_buffers_has_weight_whatever_the_clock_says() =>
        Best([Slow, Work("rare", 0.05, 20, "Seq Scan:t")], Trial("b", [Work("rare", 0.001, 3)])).ShouldBe("public.t (b)");

    [Fact]
    public void An_index_that_no_plan_uses_is_not_chosen_whatever_the_clock_says() =>
        Best([Slow], Trial("a", [Work("s", 8, 1000, "Seq Scan:t")])).ShouldBeNull();

    [Fact]
    public void What_the_planner_takes_to_harm_another_statement_is_told_and_not_chosen()
    {
        StatementWork[] works = [Slow, Work("other", 5, 100, "Index Scan:x")];
        var trial = Trial("a", [Work("s", 1, 10), Work("other", 40, 9000, "Index Scan:a")]);

        Choice(works).Best(works, [trial]).ShouldBeNull();
        Choice(works).Harmful(works, [trial]).ShouldBe([trial]);
    }

    [Theory]
    [InlineData(200, "public.t (a) INCLUDE (b)")]
    [InlineData(201, "public.t (a)")]
    public void Stored_columns_must_leave_a_fifth_of_the_buffers(double buffers, string chosen) =>
        Best([Slow with { Buffers = 3000 }], Trial("a", [Work("s", 1, 1000)]), Stored(1_000_000, [Work("s", 0.5, buffers)])).ShouldBe(chosen);

    [Theory]
    [InlineData(750, 140, "public.t (a) INCLUDE (b)")]
    [InlineData(750, 151, null)]
    [InlineData(102, 4, null)]
    public void Where_the_plain_index_is_there_stored_columns_are_judged_as_if_it_were_proposed(double plain, double stored, string? chosen)
    {
        StatementWork[] works = [Work("s", 2, plain, "Index Scan:t_a_idx")];

        var best = Choice(works, Given.Index("t", "t_a_idx", null, "a")).Best(works, [Stored(1_000_000, [Work("s", 0.2, stored)])]);

        (best?.Candidate.Shape).ShouldBe(chosen);
    }

    [Fact]
    public void Stored_columns_must_matter_against_what_the_statement_was() =>
        Best([Slow], Trial("a", [Work("s", 0.1, 100)]), Stored(1_000_000, [Work("s", 0.05, 5)])).ShouldBe("public.t (a)");

    [Fact]
    public void An_index_that_is_a_second_table_is_not_chosen() => Best([Slow], Stored(13_000_000, [Work("s", 0.05, 5)])).ShouldBeNull();

    [Theory]
    [InlineData(250, "public.t (a) WHERE b")]
    [InlineData(251, "public.t (a)")]
    public void A_partial_index_that_is_four_times_smaller_is_taken(long size, string chosen)
    {
        var partial = Trial("a", [Work("s", 0.1, 10)]) with { Size = new Bytes(size) };
        partial = partial with { Candidate = partial.Candidate with { Indexes = [partial.Candidate.Indexes[0] with { Predicate = "b" }] } };

        Best([Slow], Trial("a", [Work("s", 0.1, 10)]) with { Size = new Bytes(1000) }, partial).ShouldBe(chosen);
    }

    [Fact]
    public void What_could_not_be_built_is_not_chosen() => Best([Slow], Trial("a", []) with { Failure = "no" }).ShouldBeNull();

    private static StatementWork Work(string id, double milliseconds, double buffers, string shape = "Index Scan:new") =>
        new(id, TimeSpan.FromMilliseconds(milliseconds), buffers, shape);

    private static CandidateTrial Trial(string columns, IReadOnlyList<StatementWork> with) => new()
    {
        Candidate = new IndexCandidate
        {
            Indexes = [new IndexDefinition { Schema = "public", Table = "t", Keys = [.. columns.Split(", ").Select(c => new IndexKey(c, c, false, false))] }],
            Statements = ["s"],
        },
        Round = 1,
        Size = new Bytes(1000),
        With = with,
    };

    private static CandidateTrial Ordered(string columns, IReadOnlyList<StatementWork> with)
    {
        var trial = Trial(columns, with);
        return trial with { Candidate = trial.Candidate with { ServesOrder = true } };
    }

    private static CandidateTrial Stored(long size, IReadOnlyList<StatementWork> with)
    {
        var trial = Trial("a", with) with { Size = new Bytes(size) };
        return trial with { Candidate = trial.Candidate with { Indexes = [trial.Candidate.Indexes[0] with { Included = ["b"] }] } };
    }

    private static IndexChoice Choice(IReadOnlyList<StatementWork> works, params IndexFacts[] indexes) =>
        new(works.ToDictionary(work => work.StatementId, _ => 100.0), works, Given.Catalogue([Given.Table("t", 200_000, "a", "b") with { Pages = 3000 }], indexes));

    private static string? Best(IReadOnlyList<StatementWork> works, params CandidateTrial[] trials) => Choice(works).Best(works, trials)?.Candidate.Shape;
}
