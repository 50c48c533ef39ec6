using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>Profiles of the code as a reader takes them in: the functions that took most, the larger branches of the calls.</summary>
internal static class ProfileRows
{
    /// <summary>Functions by what they took themselves, and as many by what they took with all that they called (a count).</summary>
    private const int MostFunctions = 25;

    /// <summary>Places of the tree of calls (a count): what a page can show of it.</summary>
    private const int MostCalls = 400;

    /// <summary>The profiles, in the order of the plan's names; none when none was taken.</summary>
    public static IReadOnlyList<CodeProfile> Of(EvidenceSet evidence) => [.. (evidence.Find<CodeProfiles>()?.Profiles ?? []).Select(Cut)];

    /// <summary>What the plan asks for and nobody could read.</summary>
    public static IEnumerable<(string What, string Why)> Missing(EvidenceSet evidence) => evidence.Named(CodeProfiles.Kind) switch
    {
        Collected.Failed failed => [("profiles of the code", failed.Cause)],
        Collected.Present { Evidence: CodeProfiles profiles } => profiles.Missing.Select(static one => ($"profile {one.Name}", one.Cause)),
        _ => [],
    };

    /// <summary>One profile, cut.</summary>
    public static CodeProfile Cut(CodeProfile profile)
    {
        var byCumulative = profile.Functions.OrderByDescending(static function => function.Cumulative).Take(MostFunctions).ToHashSet();
        var least = profile.Calls.Count <= MostCalls
            ? 0
            : profile.Calls.Select(static call => call.Value).OrderDescending().ElementAt(MostCalls) + 1;
        return profile with
        {
            Functions = [.. profile.Functions.Index()
                .Where(function => function.Index < MostFunctions || byCumulative.Contains(function.Item))
                .Select(static function => function.Item)],
            Calls = [.. profile.Calls.Where(call => call.Value >= least)],
        };
    }
}
