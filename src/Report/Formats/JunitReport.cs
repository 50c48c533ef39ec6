using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Formats;

/// <summary>The decision as JUnit XML: a test case for the verdict, then one for each assertion that it rests on.</summary>
/// <remarks>
/// What does not hold is a failure; what did not run is an error, never a pass; what a waiver accepts is skipped. A risk does not stop a
/// release: it passes and stands in the case's output, and a finding that is one is skipped, since "no high finding" does not hold.
/// </remarks>
public static class JunitReport
{
    private const string Suite = "headroom audit";

    private const string Named = " finding ";

    private const string Waived = " (waived)";

    /// <summary>The document, UTF-8, with a final line feed.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static string Render(AuditResult result) =>
        JunitXml.Of(Suite, [OfVerdict(result), .. result.Decision.Assertions.Select(assertion => OfAssertion(result, assertion))]);

    private static JunitCase OfVerdict(AuditResult result)
    {
        var sentence = Format.Plain(result.Decision.Sentence);
        return new JunitCase(
            result.Manifest.Service,
            "verdict",
            result.Decision.Verdict switch
            {
                Verdict.Blocked => new JunitMark(JunitOutcome.Failure, "blocked", sentence),
                Verdict.CannotTell => new JunitMark(JunitOutcome.Error, "cannot-tell", sentence),
                _ => null,
            },
            $"{Words.Of(result).Label}: {sentence}");
    }

    private static JunitCase OfAssertion(AuditResult result, Assertion assertion)
    {
        var finding = FindingOf(result, assertion);
        var said = finding is null
            ? Sentence(assertion)
            : Format.Plain($"{finding.Title}: {Fixes.GainOf(result, finding)}. At {FindingFacts.Place(finding)}.");
        return new JunitCase(result.Manifest.Service, assertion.Name, MarkOf(result, assertion, finding, said), said);
    }

    private static JunitMark? MarkOf(AuditResult result, Assertion assertion, Finding? finding, string said) => assertion switch
    {
        { Passed: true } => finding is not null && Gate.WaiverOf(result, finding) is { } waiver
            ? new JunitMark(JunitOutcome.Skipped, "waived", Gate.Reason(waiver))
            : null,
        { Passed: false, Level: "warn" } when finding is not null =>
            new JunitMark(JunitOutcome.Skipped, "risk", $"{Words.Of(assertion).Label}: {said}"),
        { Level: not Gate.Error } => null,
        { Passed: null } => new JunitMark(JunitOutcome.Error, "did-not-run", said),
        _ => new JunitMark(JunitOutcome.Failure, finding?.Detector ?? assertion.Operator, said),
    };

    private static string Sentence(Assertion assertion)
    {
        var bound = assertion.Expected is null ? "" : $" {RunTables.Expected(assertion)}";
        var actual = assertion.Actual is null ? "" : $", actual {RunTables.Actual(assertion)}";
        return $"{Words.Of(assertion).Label}: {assertion.Operator}{bound}{actual}";
    }

    // The decision names a finding by its fingerprint: "no high finding n-plus-one-query:GET /clips:b41f09c2 (waived)".
    private static Finding? FindingOf(AuditResult result, Assertion assertion)
    {
        var start = assertion.Operator == "absent" ? assertion.Name.IndexOf(Named, StringComparison.Ordinal) : -1;
        if (start < 0)
        {
            return null;
        }

        var name = assertion.Name[(start + Named.Length)..];
        var fingerprint = name.EndsWith(Waived, StringComparison.Ordinal) ? name[..^Waived.Length] : name;
        return result.Findings.FirstOrDefault(finding => finding.Fingerprint == fingerprint);
    }
}
