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

    /// <summary>What the forms are called, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(static form => form.Name));

    /// <summary>The profiles of a file, with a remark where its compressed data end early; null when it has none of the forms.</summary>
    /// <param name="opened">The file, of which no more was read than its beginning.</param>
    /// <param name="name">What they are called.</param>
    /// <param name="source">Where they come from, as results tell it.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="RunFormException">It is damaged.</exception>
    public static IReadOnlyList<CodeProfile>? Read(RunFile opened, string name, string source, CancellationToken stop)
    {
        if (All.FirstOrDefault(each => each.Matches(opened.Head)) is not { } form)
        {
            return null;
        }

        var profiles = form.Read(name, new RunSource(source, opened.Content, stop));
        return opened.Cut is { } cut
            ? [.. profiles.Select(profile => profile with { Remarks = [.. profile.Remarks, cut] })]
            : profiles;
    }
}
