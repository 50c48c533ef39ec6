using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Report.Documents.Remediation;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Facts;

/// <summary>
/// What comes first where there is no finding: what ended the service, what keeps the run from being trusted, what requests fail with, or
/// the objective that is violated worst. Its cause is not known, and so no fix is.
/// </summary>
/// <param name="What">What is to be mended, in words without a full stop: "what GET / fails with (500 ×12 of 186 requests)".</param>
/// <param name="Seen">What was seen, and against which target, in words without a full stop; empty where no objective was judged.</param>
/// <param name="Known">What is known of the cause, in sentences: nothing, and which detectors looked.</param>
/// <param name="Next">What to look at, in sentences.</param>
/// <param name="Verify">The commands that tell once it is mended. $RUN is the folder of the run.</param>
internal sealed record Unexplained(string What, string Seen, string Known, string Next, string Verify)
{
    /// <summary>The same as <see cref="What"/>, to begin a line with.</summary>
    public string Title => char.ToUpperInvariant(What[0]) + What[1..];

    /// <summary>What is to be mended, and what was seen of it, in a sentence.</summary>
    public string Sentence => Ended(Seen.Length == 0 ? Title : $"{Title}: {Seen}");

    /// <summary>All but the commands.</summary>
    public string Told => $"{Sentence} {Known} {Next}";

    /// <summary>What comes first; null where a finding does, where nothing decided, and for a database by itself.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static Unexplained? Of(AuditResult result)
    {
        if (result.Database is not null || result.Findings.Count > 0)
        {
            return null;
        }

        var failing = Fixes.FailingFirst(result);
        return failing is null && !result.Trust.Valid ? OfRun(result) : OfLoad(result, failing);
    }

    /// <summary>What stands for what in the commands, as Markdown.</summary>
    /// <param name="result">The audit.</param>
    public static string Meaning(AuditResult result) =>
        $"`headroom.yaml` is the plan of this run (`-c` names another one), `$RUN` its folder.{Fixes.Ended(result)}";

    // Nothing of such a run can be held against the next one: only a new audit tells.
    private static Unexplained OfRun(AuditResult result) => new(
        Fixes.Cause(result) ?? "what keeps the run from being trusted",
        result.Trust.Reasons.OrderBy(static reason => reason.StartsWith(ServiceEnd.Beginning, StringComparison.Ordinal) ? 0 : 1)
            .FirstOrDefault("").TrimEnd('.'),
        FindingFacts.None(result),
        "Mend that first: until then no objective is judged.",
        FixAcceptance.Afterwards(result)[0].Command);

    private static Unexplained? OfLoad(AuditResult result, string? failing)
    {
        var violated = Objective.WorstFirst(result.Slo.Where(static slo => slo.Met == false));
        IEnumerable<Objective> ofFirst = failing is null
            ? violated
            : violated.Where(objective => objective.Slo.Endpoint == failing)
                .OrderBy(static objective => objective.Slo.TargetShare is null ? 1 : 0); // the order is stable
        var seen = ofFirst.FirstOrDefault();
        var what = Fixes.Cause(result) ?? (seen is null ? null : $"what violates {seen.Slo.Indicator} of {seen.Slo.Endpoint}");
        return what is null
            ? null
            : new Unexplained(
                what,
                seen is null ? "" : SeenOf(seen),
                $"The cause is not known. {FindingFacts.None(result)}",
                NextOf(result, failing, seen),
                Fixes.Afterwards(result));
    }

    private static string SeenOf(Objective objective) =>
        $"{objective.Slo.Indicator} {objective.Actual}, target {objective.Target} ({Format.Several(objective.Slo.Samples, "request")})";

    private static string NextOf(AuditResult result, string? failing, Objective? seen)
    {
        var endpoint = failing ?? seen?.Slo.Endpoint;
        var isSlow = failing is null && seen is { Slo.TargetShare: null };
        var layers = result.Layers.Any(row => row.Endpoint == endpoint) ? ": its layers stand under Layers of the report" : "";
        var look = isSlow
            ? $"Look at where {endpoint} spends its time{layers}."
            : $"Look at what {result.Manifest.Service} logs when {endpoint} fails.";
        return result.Outcomes.Any(Words.IsSilent)
            ? $"{look} What the detectors that did not run need stands under Detectors of the report."
            : look;
    }

    // A reason may be a question.
    private static string Ended(string sentence) => sentence.EndsWith('?') ? sentence : $"{sentence}.";
}
