using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model.Plans;

public sealed class ScopePlanTests
{
    private static readonly ScopePlan Nothing = new() { Schema = false, Dependencies = false, Api = false, Config = false, Code = false };

    [Fact]
    public void Each_kind_of_change_is_allowed_by_its_own_switch()
    {
        (RemedyScope Scope, ScopePlan Plan)[] switches =
        [
            (RemedyScope.Schema, Nothing with { Schema = true }), (RemedyScope.Dependency, Nothing with { Dependencies = true }),
            (RemedyScope.Api, Nothing with { Api = true }), (RemedyScope.Config, Nothing with { Config = true }), (RemedyScope.Code, Nothing with { Code = true }),
        ];

        foreach (var (scope, plan) in switches)
        {
            Enum.GetValues<RemedyScope>().Where(one => plan.Allows(one)).ShouldBe([scope]);
        }
    }

    [Fact]
    public void One_remedy_within_reach_is_enough_and_what_has_none_is_out_of_nobodys_reach()
    {
        var index = SampleResult.Blocked.Findings[0]; // an index, or a change of the API

        (Nothing with { Api = true }).Allows(index).ShouldBeTrue();
        (Nothing with { Code = true }).Allows(index).ShouldBeFalse();
        Nothing.Allows(index with { Remedies = [] }).ShouldBeTrue();
    }

    [Fact]
    public void The_best_remedy_is_the_first_within_reach_else_the_first_of_all()
    {
        var index = SampleResult.Blocked.Findings[0]; // an index, or a change of the API

        new ScopePlan().Best(index).ShouldBeSameAs(index.Remedies[0]);
        (Nothing with { Api = true }).Best(index).ShouldBeSameAs(index.Remedies[1]);
        Nothing.Best(index).ShouldBeSameAs(index.Remedies[0]);
        Nothing.Best(index with { Remedies = [] }).ShouldBeNull();
    }
}
