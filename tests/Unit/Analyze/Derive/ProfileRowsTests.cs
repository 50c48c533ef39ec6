using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class ProfileRowsTests
{
    [Fact]
    public void Of_many_functions_those_stay_that_took_most_by_themselves_or_with_what_they_called()
    {
        var cut = ProfileRows.Cut(Profile(functions: 300, calls: 5));

        cut.Functions.Count.ShouldBe(50);
        cut.Functions.Select(function => function.Own).ShouldBeInOrder(SortDirection.Descending);
        cut.Functions.ShouldContain(function => function.Name == "f299", "it took most with what it called");
        (cut.FunctionCount, cut.Calls.Count).ShouldBe((300, 5));
    }

    [Fact]
    public void Of_a_large_tree_the_larger_branches_stay_with_all_their_callers()
    {
        var cut = ProfileRows.Cut(Profile(functions: 1, calls: 1200));

        cut.Calls.Count.ShouldBeInRange(300, 400);
        cut.Calls[0].ShouldBe(new ProfileCall(0, "all", 1200));
        cut.Calls.Skip(1).Select(call => call.Value).Min().ShouldBeGreaterThan(700);
    }

    [Fact]
    public void What_could_not_be_read_is_told()
    {
        var profiles = new CodeProfiles { Window = Given.Throughout, Provenance = "", Profiles = [], Missing = [new MissingProfile("heap", "404")] };

        ProfileRows.Missing(Given.Set((CodeProfiles.Kind, profiles))).ShouldBe([("profile heap", "404")]);
        ProfileRows.Missing(new EvidenceSet(new Dictionary<string, Collected> { [CodeProfiles.Kind] = new Collected.Failed("no load") })).ShouldBe([("profiles of the code", "no load")]);
        ProfileRows.Missing(Given.Set()).ShouldBeEmpty();
    }

    // Functions that take the less themselves the more they call; calls one below the other.
    private static CodeProfile Profile(int functions, int calls) => new()
    {
        Name = "cpu",
        Source = "a",
        Form = "folded",
        Measure = "samples",
        Unit = "count",
        Total = calls,
        FunctionCount = functions,
        Functions = [.. Enumerable.Range(0, functions).Select(i => new ProfileFunction { Name = $"f{i}", Own = functions - i, Cumulative = functions + i })],
        Calls = [.. Enumerable.Range(0, calls).Select(i => new ProfileCall(i, i == 0 ? "all" : $"c{i}", calls - i))],
    };
}
