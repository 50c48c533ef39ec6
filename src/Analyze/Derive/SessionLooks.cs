using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Text;

namespace Headroom.Analyze.Derive;

/// <summary>What looks at the sessions are good for.</summary>
public static class SessionLooks
{
    /// <summary>Fewer looks than this, a count, cannot say that something does not happen: it is five seconds of them.</summary>
    public const int Fewest = 50;

    /// <summary>The outcome of a detector over session samples: what was hidden or too short to see is not clean.</summary>
    public static Outcome Outcome(SessionSamples samples, IReadOnlyList<Finding> findings) =>
        findings.Count > 0 ? new Outcome.Found(findings)
        : samples.Missing is { } missing ? new Outcome.NotRun(missing)
        : samples.Samples < Fewest ? new Outcome.NotRun($"the sessions were looked at {samples.Samples} times, and {Fewest} are needed")
        : new Outcome.Clean();

    /// <summary>What a finding says of a statement: its beginning, or that it is not known.</summary>
    public static string Said(SampledStatement? statement) => statement?.Query is not { } query ? "a statement whose text is not known"
        : Shortened.Of(query, Longest);

    private const int Longest = 120;
}
