using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class UnplannedRowsTests
{
    private const string Denied = "the role shop_audit may not read public.votes: GRANT SELECT ON public.votes TO shop_audit";

    [Fact]
    public void A_missing_right_is_told_once_and_other_reasons_by_statement() =>
        Rows(Denied, Without("SELECT 1", Denied), Without("SELECT a", "it was late"), Without("SELECT b", Denied)).ShouldBe(
        [
            new NotTested("the plans of 2 statements", Denied),
            new NotTested($"plan of statement {StatementText.IdOf("SELECT a")}", "it was late"),
        ]);

    [Fact]
    public void Statements_that_have_plans_are_not_told() =>
        UnplannedRows.Of(Given.Set((StatementPlans.Kind, Given.Plans(("SELECT 1", Given.Node("Result", 1)))))).ShouldBeEmpty();

    [Fact]
    public void Without_evidence_there_is_nothing_to_tell() => UnplannedRows.Of(Given.Set()).ShouldBeEmpty();

    private static IEnumerable<NotTested> Rows(string? denied, params StatementPlan[] plans) =>
        UnplannedRows.Of(Given.Set((StatementPlans.Kind, Given.Plans() with { Statements = plans, Denied = denied })));

    private static StatementPlan Without(string query, string reason) =>
        new() { StatementId = StatementText.IdOf(query), Query = query, Samples = [], Missing = reason };
}
