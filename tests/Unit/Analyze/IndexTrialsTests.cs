using Headroom.Analyze;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze;

public sealed class IndexTrialsTests
{
    private static readonly DatabaseCatalogue Known = Given.Catalogue([Table("orders", 200_000, "a", "b") with { Pages = 3000 }]);

    private static readonly StatementWork[] Before = [Work("a", 20, 1000), Work("b", 30, 2000), Work("cut", 5000, 0) with { IsCutShort = true }];

    [Fact]
    public void Each_candidate_says_what_became_of_it()
    {
        var search = Search(
            [
                Trial("kept", Work("a", 1, 5)), Trial("surpassed", Work("a", 2, 9)), Trial("little", Work("b", 29, 1900)), Trial("refuted", Work("b", 1, 9)), Trial("unused"),
                Trial("failed") with { Failure = "too wide" },
            ],
            chosen: ("kept", "a"),
            refuted: ("refuted", "b"));

        var result = IndexTrials.Of(search, statistics: null, Known);

        result.Trials.Select(trial => (ColumnOf(trial), trial.Outcome)).ShouldBe(
        [
            ("kept", TrialOutcome.Kept), ("surpassed", TrialOutcome.Surpassed), ("refuted", TrialOutcome.Refuted), ("little", TrialOutcome.TooLittle),
            ("unused", TrialOutcome.Unused), ("failed", TrialOutcome.Failed),
        ]);
        (result.Tried, result.Failed, result.Kept, result.Refuted).ShouldBe((5, 1, 1, 1));
    }

    [Fact]
    public void It_shows_the_first_trial_and_the_statement_that_it_changes_most()
    {
        var search = Search([Trial("x", Work("a", 19, 900), Work("b", 3, 40)), Trial("x", Work("a", 1, 1)) with { Round = 2 }], chosen: null, refuted: null);

        var trial = IndexTrials.Of(search, statistics: null, Known).Trials.ShouldHaveSingleItem();

        (trial.Statement, trial.BaseTime, trial.Time, trial.BaseBuffers, trial.Buffers)
            .ShouldBe(("b", TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(3), 2000, 40));
    }

    [Fact]
    public void What_was_tried_beside_a_kept_index_has_nothing_before_it()
    {
        var trial = IndexTrials.Of(Search([Trial("x", Work("a", 1, 5)) with { Round = 2 }], chosen: null, refuted: null), statistics: null, Known).Trials.ShouldHaveSingleItem();

        (trial.BaseTime, trial.BaseBuffers, trial.Buffers).ShouldBe((null, null, 5));
    }

    [Fact]
    public void What_makes_a_statement_slower_or_is_a_second_table_says_so()
    {
        var stored = Trial("wide", Work("b", 1, 5)) with { Size = new Bytes(3_000 * 8192) };
        stored = stored with { Candidate = stored.Candidate with { Indexes = [stored.Candidate.Indexes[0] with { Included = ["b"] }] } };

        var calls = Statements(("SELECT 1", 20));
        calls = calls with { Statements = [calls.Statements[0] with { StatementId = "a" }] };

        IndexTrials.Of(Search([Trial("slow", Work("a", 200, 900) with { Shape = "Index Scan:orders" }), stored], chosen: null, refuted: null), calls, Known).Trials
            .Select(trial => trial.Outcome).ShouldBe([TrialOutcome.Harmful, TrialOutcome.TooLarge]);
    }

    [Fact]
    public void What_was_kept_is_never_left_out()
    {
        CandidateTrial[] trials = [.. Enumerable.Range(0, 150).Select(i => Trial($"c{i}", Work("a", 19, 900))), Trial("kept", Work("b", 1, 5))];

        var result = IndexTrials.Of(Search(trials, chosen: ("kept", "b"), refuted: null), statistics: null, Known);

        (result.Tried, result.Trials.Count).ShouldBe((151, 100));
        result.Trials.ShouldContain(trial => trial.Outcome == TrialOutcome.Kept);
    }

    [Fact]
    public void What_was_cut_short_has_no_buffers()
    {
        var trial = IndexTrials.Of(Search([Trial("x", Work("cut", 7, 12))], chosen: null, refuted: null), statistics: null, Known).Trials.ShouldHaveSingleItem();

        (trial.BaseBuffers, trial.Buffers).ShouldBe((null, 12));
    }

    private static string ColumnOf(IndexTrialResult trial) => trial.Index[(trial.Index.IndexOf('(', StringComparison.Ordinal) + 1)..^1];

    private static StatementWork Work(string id, double milliseconds, double buffers) => new(id, TimeSpan.FromMilliseconds(milliseconds), buffers, "Seq Scan:orders");

    private static IndexDefinition Index(string column) =>
        new() { Schema = "public", Table = "orders", Keys = [new IndexKey(column, column, Descending: false, NullsFirst: false)] };

    private static CandidateTrial Trial(string column, params StatementWork[] with) =>
        new() { Candidate = new IndexCandidate { Indexes = [Index(column)], Statements = ["a"] }, Round = 1, Size = new Bytes(8192), With = with };

    private static IndexSearch Search(CandidateTrial[] trials, (string Column, string Statement)? chosen, (string Column, string Statement)? refuted) => new()
    {
        Window = Throughout,
        Provenance = "",
        Baseline = Before,
        Trials = trials,
        Chosen = Of(chosen),
        Refuted = Of(refuted),
    };

    private static ChosenIndex[] Of((string Column, string Statement)? index) => index is not { } one
        ? []
        : [new ChosenIndex { Index = Index(one.Column), Name = one.Column, ServesOrder = false, ServesForeignKey = false, Statements = [one.Statement] }];
}
