using Headroom.Load.Import.Runs;
using Headroom.Model.Evidence;

namespace Headroom.Load.Import.Stacks;

/// <summary>One form of profiles of code.</summary>
/// <param name="Name">The form: "pprof".</param>
/// <param name="Matches">Whether a file's name and first bytes look like it.</param>
/// <param name="Read">Reads the file as a profile of a name; throws <see cref="RunFormException"/> for what it cannot read.</param>
internal sealed record ProfileForm(string Name, Func<RunHead, bool> Matches, Func<string, RunSource, IReadOnlyList<CodeProfile>> Read);

/// <summary>Every form of profiles that can be read, the most telling first.</summary>
internal static class ProfileForms
{
    public static IReadOnlyList<ProfileForm> All { get; } =
    [
        new(PprofReader.Form, PprofReader.Matches, PprofReader.Read),
        new(SpeedscopeReader.Form, SpeedscopeReader.Matches, SpeedscopeReader.Read),
        new(CpuProfileReader.Form, CpuProfileReader.Matches, CpuProfileReader.Read),
        new(FoldedReader.Form, FoldedReader.Matches, FoldedReader.Read),
    ];
}
