using Headroom.Analyze.Rank;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Rank;

public sealed class RankingTests
{
    [Fact]
    public void The_greater_share_of_the_load_comes_first() => Order(With("small", 0.1), With("large", 0.5)).ShouldBe(["large", "small"]);

    [Fact]
    public void What_was_measured_comes_before_what_is_only_likely() =>
        Order(With("likely", 0.4), With("measured", 0.4) with { Effect = Saving(0.95) }).ShouldBe(["measured", "likely"]);

    [Fact]
    public void A_measured_saving_shrinks_the_impact() =>
        Order(With("saves a tenth", 0.4) with { Effect = Saving(0.1) }, With("saves nearly all", 0.4) with { Effect = Saving(0.95) }).ShouldBe(["saves nearly all", "saves a tenth"]);

    [Fact]
    public void More_confidence_comes_first() =>
        Order(With("low", 0.4) with { Confidence = Confidence.Low }, With("high", 0.4), With("medium", 0.4) with { Confidence = Confidence.Medium })
            .ShouldBe(["high", "medium", "low"]);

    [Fact]
    public void An_index_comes_before_as_much_gained_by_work_on_code() =>
        Order(With("code", 0.4, RemedyKind.Code, RemedyScope.Code), With("index", 0.4)).ShouldBe(["index", "code"]);

    [Fact]
    public void A_setting_comes_before_as_much_gained_by_a_schema_change() =>
        Order(With("schema", 0.4), With("setting", 0.4, RemedyKind.Setting, RemedyScope.Config)).ShouldBe(["setting", "schema"]);

    [Fact]
    public void What_is_out_of_scope_comes_after_all_that_is_within_it() =>
        Order(new ScopePlan { Schema = false }, With("large index", 0.9), With("small code", 0.05, RemedyKind.Code, RemedyScope.Code)).ShouldBe(["small code", "large index"]);

    [Fact]
    public void Risk_and_effort_are_those_of_the_remedy_within_the_scope()
    {
        var index = With("index", 0.4);
        var code = new Remedy { Kind = RemedyKind.Code, Scope = RemedyScope.Code, Up = "up", Risk = "none" };

        var either = Ranking.Order([index with { Remedies = [index.Remedies[0], code] }], new ScopePlan { Schema = false })[0];

        either.Priority.ShouldBe(Ranking.Order([index with { Remedies = [code] }], new ScopePlan())[0].Priority);
    }

    [Fact]
    public void Every_remedy_gets_the_effort_and_the_risk_that_it_is_ranked_with()
    {
        var remedies = Ranking.Order([With("index", 0.4), With("code", 0.3, RemedyKind.Code, RemedyScope.Code), With("setting", 0.2, RemedyKind.Setting, RemedyScope.Config)], new ScopePlan())
            .ToDictionary(static finding => finding.Fingerprint, static finding => finding.Remedies[0]);

        (remedies["index"].EffortHours!.Value, remedies["index"].RiskFactor!.Value).ShouldBe((1d, 1.5d));
        (remedies["code"].EffortHours!.Value, remedies["code"].RiskFactor!.Value).ShouldBe((4d, 1.5d));
        (remedies["setting"].EffortHours!.Value, remedies["setting"].RiskFactor!.Value).ShouldBe((1d, 1d));
    }

    [Fact]
    public void Without_a_share_the_severity_decides() =>
        Order(With("low", null) with { Severity = Severity.Low }, With("critical", null) with { Severity = Severity.Critical }, With("high", null)).ShouldBe(["critical", "high", "low"]);

    [Fact]
    public void What_is_critical_comes_before_what_is_not_whatever_their_shares() =>
        Order(With("medium", 0.9, RemedyKind.Setting, RemedyScope.Config) with { Severity = Severity.Medium }, With("critical", null, RemedyKind.Code, RemedyScope.Code) with { Severity = Severity.Critical })
            .ShouldBe(["critical", "medium"]);

    [Fact]
    public void What_has_no_remedy_is_out_of_no_scope() =>
        Order(With("light", 0.9) with { Severity = Severity.Low }, With("critical", null) with { Severity = Severity.Critical, Remedies = [] }).ShouldBe(["critical", "light"]);

    [Fact]
    public void Equal_findings_come_in_the_order_of_their_fingerprints() => Order(With("b", 0.3), With("a", 0.3)).ShouldBe(["a", "b"]);

    [Fact]
    public void The_share_of_the_buffers_orders_where_it_is_known() =>
        Order(With("long", 0.5) with { BufferShare = new Ratio(0.2) }, With("wide", 0.2) with { BufferShare = new Ratio(0.5) }).ShouldBe(["wide", "long"]);

    [Theory]
    [InlineData(-0.9, "buffers", "time")] // 0.5 of the buffers are saved nearly whole
    [InlineData(0.0, "time", "buffers")] // they stay: what is saved is nine tenths of 0.1 of the time
    public void A_cure_that_leaves_the_buffers_is_ordered_by_the_time_that_it_saves(double change, string first, string second)
    {
        var measured = With("buffers", 0.1) with
        {
            BufferShare = new Ratio(0.5),
            Effect = new Effect.Measured(["without", "with"], [Change("buffers_per_call", change), Change("time_ms", -0.9)]),
        };

        Order(measured, With("time", 0.2) with { Effect = Saving(0.95) }).ShouldBe([first, second]);
    }

    [Theory]
    [InlineData(0.31, "a", "b")] // -ln(1 - 0.30) is 96 % of -ln(1 - 0.31)
    [InlineData(0.34, "b", "a")] // and 86 % of -ln(1 - 0.34)
    public void Priorities_within_a_tenth_are_a_tie(double share, string first, string second) => Order(With("a", 0.3), With("b", share)).ShouldBe([first, second]);

    [Fact]
    public void A_tie_is_with_the_greatest_not_with_the_neighbour() =>
        Order(With("a", 0.28), With("b", 0.3), With("c", 0.32)).ShouldBe(["b", "c", "a"]);

    [Fact]
    public void A_finding_that_owns_all_of_the_load_has_a_finite_priority() =>
        Ranking.Order([With("all", 1)], new ScopePlan())[0].Priority!.Value.ShouldBeInRange(1, 10);

    [Fact]
    public void A_remedy_that_makes_it_slower_gains_nothing() =>
        Ranking.Order([With("slower", 0.5) with { Effect = Saving(-0.5) }], new ScopePlan())[0].Priority.ShouldBe(0);

    [Fact]
    public void A_finding_without_a_remedy_is_ranked_too() =>
        Ranking.Order([With("none", 0.5) with { Remedies = [] }], new ScopePlan()).ShouldHaveSingleItem().Priority!.Value.ShouldBeGreaterThan(0);

    [Fact]
    public void A_priority_tells_its_parts()
    {
        var finding = Ranking.Order([With("shared", 0.5)], new ScopePlan())[0];

        var parts = finding.PriorityParts.ShouldNotBeNull();
        parts.Impact.ShouldBe(Math.Log(2), 1e-9);
        parts.IsConvention.ShouldBeFalse();
        parts.Certainty.ShouldBe(0.8);
        finding.Priority!.Value.ShouldBe(parts.Impact * parts.Certainty / (finding.Remedies[0].RiskFactor!.Value * Math.Sqrt(finding.Remedies[0].EffortHours!.Value)), 1e-9);
    }

    [Fact]
    public void An_impact_by_severity_says_that_it_is_a_convention() =>
        Ranking.Order([With("no share", null)], new ScopePlan())[0].PriorityParts!.IsConvention.ShouldBeTrue();

    private static IEnumerable<string> Order(params Finding[] findings) => Order(new ScopePlan(), findings);

    private static IEnumerable<string> Order(ScopePlan scope, params Finding[] findings) => Ranking.Order(findings, scope).Select(finding => finding.Fingerprint);

    private static Effect.Measured Saving(double share) => new(["base", "remedy"], [Change("time_ms", -share)]);

    private static MeasuredChange Change(string metric, double change) => new() { Metric = metric, Base = 100, Remedy = 100 * (1 + change), Change = change, Pairs = 10 };

    private static Finding With(string fingerprint, double? share, RemedyKind kind = RemedyKind.Index, RemedyScope scope = RemedyScope.Schema) => new()
    {
        Detector = "test",
        Fingerprint = fingerprint,
        Severity = Severity.High,
        Confidence = Confidence.High,
        Title = fingerprint,
        Explanation = "test",
        Subject = new Subject(),
        Share = share is { } value ? new Ratio(value) : null,
        Evidence = [],
        Remedies = [new Remedy { Kind = kind, Scope = scope, Up = "up", Risk = "none" }],
        Effect = new Effect.Unknown("not tried"),
    };
}
