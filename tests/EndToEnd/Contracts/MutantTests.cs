using Headroom.Analyze.Judge;
using Headroom.Experiments.Contracts;
using Headroom.Load.Scenarios;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Contracts;

/// <summary>Mutants of the sample that answer at once, but wrongly: none may pass for an improvement, and the sample itself may not be refused.</summary>
public sealed class MutantTests(ClipperArms arms) : IClassFixture<ClipperArms>
{
    [Fact]
    public async Task No_mutant_passes_and_the_sample_itself_does()
    {
        Mutant.All.Count.ShouldBeGreaterThanOrEqualTo(50);
        List<string> passed = [];
        foreach (var mutant in Mutant.All)
        {
            if (mutant.Writes)
            {
                await arms.RenewAsync(); // the one before left other rows in B
            }

            var front = arms.With(mutant);
            var contract = await ReplayAsync(mutant.Request);
            front.Spoilt.ShouldBeGreaterThan(0, $"{mutant.Name} changed nothing");
            if (ComparisonJudge.Contradiction(contract) is null || Verdict(contract) != ProofVerdict.Regressed)
            {
                passed.Add(mutant.Name);
            }
        }

        passed.ShouldBeEmpty();
        await arms.RenewAsync();
        arms.With(null);
        var own = await ReplayAsync(string.Join("\n  - ", Mutant.All.Select(mutant => mutant.Request).Distinct()));
        ComparisonJudge.Contradiction(own).ShouldBeNull();
        own.Rows.ShouldNotBeNull().Missing.ShouldBeNull();
        own.Rows.Written.ShouldBeGreaterThan(0);
        own.Endpoints.ShouldAllBe(endpoint => endpoint.Compared > 0);
    }

    private static ProofVerdict Verdict(ContractReplay contract) =>
        ComparisonJudge.Contradicted(new BlockArm("A", new Uri("http://a")), new BlockArm("B", new Uri("http://b")), new PerSecond(1), contract).Verdict;

    private Task<ContractReplay> ReplayAsync(string requests) =>
        new ContractRun(LoadOf(requests), 1, TimeProvider.System).RunAsync(arms.A, arms.B, TestContext.Current.CancellationToken);

    private static LoadPlan LoadOf(string requests)
    {
        var errors = new PlanErrors();
        var yaml = $$"""
            name: mutants
            executor: constant-vus
            vus: 1
            duration: 10s
            feeds:
              clip: { range: [1, 50] }
              author: { range: [1, 100] }
              user: { range: [1, 200] }
              word: { values: [baba, ceba, diba] }
            requests:
              - {{requests}}
            """;
        var load = LoadPlanReader.Read(YamlReader.Parse(yaml, "test", errors)!, ".", errors);
        errors.All.ShouldBeEmpty();
        return load!;
    }
}
