using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Report;

/// <summary>The audit in a few facts; every report opens with them.</summary>
/// <param name="Name">What is told.</param>
/// <param name="Value">How it is.</param>
/// <param name="Tone">How it sounds.</param>
/// <param name="Section">Where it is told at length.</param>
internal sealed record Glance(string Name, string Value, Tone Tone, string Section)
{
    /// <summary>Trust first, for without it nothing else counts.</summary>
    public static IReadOnlyList<Glance> Of(AuditResult result) =>
    [
        result.Trust.Valid ? new("Measurement", "trusted", Tone.Good, "trust") : new("Measurement", "not trusted", Tone.Bad, "trust"),
        result.Database is { } database ? Statements(result, database) : Objectives(result.Slo),
        Findings(result),
        Tried(result),
        Detectors(result.Outcomes),
    ];

    private static Glance Statements(AuditResult result, DatabaseResult database) =>
        (result.Statements.Count, database.Missing.Count) switch
        {
            (0, _) => new("Statements", "none known", Tone.Unknown, "statements"),
            (var count, 0) => new("Statements", $"{Format.Count(count)} looked at", Tone.Good, "statements"),
            (var count, _) => new("Statements", $"{Format.Count(count)} looked at, not all of it", Tone.Unknown, "trust"),
        };

    private static Glance Objectives(IReadOnlyList<SloResult> slo)
    {
        var violated = slo.Count(s => s.Met == false);
        var open = slo.Count(s => s.Met is null);
        return slo.Count == 0 ? new("Objectives", "none judged", Tone.Unknown, "objectives")
            : violated > 0 ? new("Objectives", $"{Format.Count(violated)} of {Format.Count(slo.Count)} violated", Tone.Bad, "objectives")
            : open > 0 ? new("Objectives", $"{Format.Count(open)} of {Format.Count(slo.Count)} not judged", Tone.Unknown, "objectives")
            : new("Objectives", slo.Count == 1 ? "met" : $"all {Format.Count(slo.Count)} met", Tone.Good, "objectives");
    }

    /// <summary>How many findings there are of each severity, the gravest first.</summary>
    public static Glance Findings(AuditResult result)
    {
        var (findings, outcomes) = (result.Findings, result.Outcomes);
        var worst = findings.GroupBy(f => f.Severity).OrderByDescending(g => g.Key)
            .Select(g => $"{Format.Count(g.Count())} {Words.Of(g.Key).ToLowerInvariant()}");
        return findings.Count == 0 && outcomes.All(Words.IsSilent) ? new("Findings", "unknown", Tone.Unknown, "findings")
            : findings.Count == 0 ? new("Findings", "none", Tone.Plain, "findings")
            : new("Findings", string.Join(", ", worst), Words.ToneOf(findings.Max(f => f.Severity)), "findings");
    }

    private static Glance Tried(AuditResult result)
    {
        var measured = result.Findings.Count(f => f.Effect is Effect.Measured);
        var refuted = result.Rejected.Count == 0 ? "" : $", {Format.Count(result.Rejected.Count)} refuted";
        return result.Findings.Count + result.Rejected.Count == 0
            ? new("Cures", "none to measure", Tone.Plain, "findings")
            : new("Cures", $"{Format.Count(measured)} of {Format.Count(result.Findings.Count)} measured{refuted}", Tone.Plain, "findings");
    }

    private static Glance Detectors(IReadOnlyList<DetectorOutcome> outcomes)
    {
        var unasked = outcomes.Count(Words.IsUnasked);
        var silent = outcomes.Count(Words.IsSilent) - unasked;
        var (all, rest) = (Format.Count(outcomes.Count), unasked == 0 ? "" : $", {Format.Count(unasked)} not asked for");
        return outcomes.Count == 0 ? new("Detectors", "none ran", Tone.Unknown, "detectors")
            : silent > 0
                ? new("Detectors", $"{Format.Count(silent)} of {all} did not run{rest}", Tone.Unknown, "detectors")
            : unasked > 0
                ? new("Detectors", $"{Format.Count(outcomes.Count - unasked)} of {all} ran{rest}", Tone.Plain, "detectors")
            : new("Detectors", $"all {all} ran", Tone.Good, "detectors");
    }
}
