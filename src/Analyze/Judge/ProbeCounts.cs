using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Judge;

/// <summary>The count that a finding is about, wherever its probe counted it, whether or not its detector finds anything there.</summary>
internal static class ProbeCounts
{
    private const string Calls = "calls/request";
    private const string Time = "ms";

    /// <summary>
    /// Statements a request, or the processor's time of one, of the finding's endpoint alone; null for a finding about something else, and
    /// where the probe did not see the endpoint.
    /// </summary>
    /// <param name="finding">The finding.</param>
    /// <param name="evidence">What its probes saw.</param>
    public static Fact? Of(Finding finding, EvidenceSet evidence)
    {
        var alone = evidence.Find<EndpointStatements>()?.Endpoints
            .FirstOrDefault(one => one.Endpoint == finding.Subject.Endpoint && one.Requests > 0);
        if (finding.Facts.Any(static fact => fact.Unit == Calls))
        {
            var calls = alone?.Statements.Sum(static statement => statement.CallsPerRequest) ?? AtLargestPage(finding, evidence);
            return calls is { } known ? new Fact("all statements a request", known, Calls) : null;
        }

        return finding.Facts is [{ Unit: Time }, ..] && alone?.Cost is { Processor: { Requests: > 0 } processor }
            ? new Fact("processor time of a request, alone", (processor.Used / processor.Requests).TotalMilliseconds, Time)
            : null;
    }

    /// <summary>The same in two sets of evidence, as numbers of a finding; empty where either does not know it.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="before">What its probes saw first.</param>
    /// <param name="after">What they saw then.</param>
    /// <param name="then">What is said of the second: "now".</param>
    public static IReadOnlyList<Fact> Beside(Finding finding, EvidenceSet before, EvidenceSet after, string then) =>
        Of(finding, before) is { } was && Of(finding, after) is { } now
            ? [now with { Name = $"{now.Name}, {then}" }, was with { Name = $"{was.Name}, in the run" }]
            : [];

    private static double? AtLargestPage(Finding finding, EvidenceSet evidence) => evidence.Find<ScalingProbe>()?.Endpoints
        .Where(one => one.Endpoint == finding.Subject.Endpoint && one.Points.Count > 0)
        .Select(static one => (double?)one.Points[^1].CallsPerRequest.Values.Sum())
        .Max();
}
