using Headroom.Analyze.Baselines;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Analyze.Judge;

/// <summary>Holds what was said of a service against what was measured: confirmed, refuted, or untested.</summary>
/// <remarks>
/// Confirmed: a detector of the claim's kind found something at the endpoint and table that it names. Refuted: a measurement rejected that
/// advice, or every detector of the kind looked there and was clean. Else nothing is known: silence of a detector that did not look refutes
/// nothing, nor does an endpoint that answered nothing but failures, nor a table that no statement of the load reads. The numbers of a
/// claim are nobody's measurement, and are never judged.
/// </remarks>
public static class ClaimJudge
{
    // What the audit lists as not tested when one endpoint's experiment is missing.
    private static readonly Dictionary<string, string> Probes = new(StringComparer.Ordinal)
    {
        ["n-plus-one-query"] = "scaling of ",
        ["chatty-endpoint"] = "the statements of ",
        ["cpu-bound-endpoint"] = "the statements of ",
        ["serial-round-trips"] = "delayed wires of ",
        ["missing-rate-limit"] = "a burst of ",
        ["unsafe-retry"] = "repeats of ",
        ["cache-stampede"] = "expiry of ",
        ["synchronised-expiry"] = "lifetimes of ",
    };

    // What is told of a table by the plans of statements that read it.
    private static readonly HashSet<string> OfPlans = new(StringComparer.Ordinal)
    {
        "unindexed-filter", "unindexed-sort", "unindexed-foreign-key", "full-scan-growth", "leading-wildcard", "function-on-column",
        "random-order", "offset-pagination", "unlimited-result", "wide-projection", "sort-spill", "row-misestimate",
    };

    /// <summary>The claims with what became of them, in their order.</summary>
    /// <param name="claims">What was said.</param>
    /// <param name="result">What the audit found.</param>
    /// <param name="evidence">What it rests on.</param>
    /// <param name="table">What recorded runs show.</param>
    public static IReadOnlyList<Claim> Judged(IReadOnlyList<Claim> claims, AuditResult result, EvidenceSet evidence, BaselineTable table) =>
        [.. claims.Select(claim => Judged(claim, result, evidence, table))];

    private static Claim Judged(Claim claim, AuditResult result, EvidenceSet evidence, BaselineTable table)
    {
        if (claim.Detector is not { } detector)
        {
            return Untested(claim, "it names no fault that a detector looks for");
        }

        if (!result.Trust.Valid)
        {
            return Untested(claim, $"the run cannot be trusted: {string.Join("; ", result.Trust.Reasons)}");
        }

        var family = ClaimFamilies.Of(detector);
        if (result.Findings.FirstOrDefault(finding =>
            family.Contains(finding.Detector, StringComparer.Ordinal) && IsAbout(finding, claim)) is { } found)
        {
            return claim with { Verdict = ClaimVerdict.Confirmed, Reason = found.Title, Finding = found.Fingerprint };
        }

        if (detector == "rate-limited-errors" && Limited(claim, table) is { } limited)
        {
            return claim with { Verdict = ClaimVerdict.Confirmed, Reason = limited };
        }

        if (result.Rejected.FirstOrDefault(finding =>
            family.Contains(finding.Detector, StringComparer.Ordinal) && IsAbout(finding, claim)) is { } rejected)
        {
            return claim with
            {
                Verdict = ClaimVerdict.Refuted,
                Reason = $"tried and measured: {rejected.Proof?.Reason ?? rejected.Title}",
            };
        }

        if (WhyUntested(claim, detector, family, result, evidence) is { } why)
        {
            return Untested(claim, why);
        }

        var where = Place(claim) is { } place ? $" at {place}" : "";
        return claim with
        {
            Verdict = ClaimVerdict.Refuted,
            Reason = $"{string.Join(", ", Ran(family, result))} looked for it{where} and found nothing",
        };
    }

    private static Claim Untested(Claim claim, string why) => claim with { Verdict = ClaimVerdict.Untested, Reason = why, Finding = null };

    // What the claim names must be what the finding names; a finding of the whole service, without endpoint and table, is about each of
    // them.
    private static bool IsAbout(Finding finding, Claim claim) => Matched(finding, claim) is var (endpoint, table)
        && endpoint != false && table != false
        && (endpoint == true || table == true || (claim.Endpoint is null && claim.Table is null) || IsOfAll(finding));

    private static bool IsOfAll(Finding finding) => finding is { Endpoints: [], Subject: { Endpoint: null, Table: null } };

    private static (bool? Endpoint, bool? Table) Matched(Finding finding, Claim claim) => (
        claim.Endpoint is { } named ? HasEndpoint(finding, named) : null,
        claim.Table is { } asked && finding.Subject.Table is { } known ? IsTable(known, asked) && HasColumns(finding, claim) : null);

    private static bool? HasEndpoint(Finding finding, string named)
    {
        List<string> known = [.. finding.Endpoints, .. finding.Subject.Endpoint is { } endpoint ? [endpoint] : Array.Empty<string>()];
        return known.Count == 0 ? null : known.Exists(each => AreOne(each, named));
    }

    private static bool AreOne(string endpoint, string named) =>
        EndpointNames.RouteOf(endpoint) is { } route && EndpointNames.RouteOf(named) is { } other && EndpointNames.AreOne(route, other);

    private static bool IsTable(string known, string asked) =>
        string.Equals(known, asked, StringComparison.OrdinalIgnoreCase) || known.EndsWith("." + asked, StringComparison.OrdinalIgnoreCase);

    // "clips(user_id, created_at)" and "clips.user_id" name columns; a finding on others is another one.
    private static bool HasColumns(Finding finding, Claim claim)
    {
        var named = ColumnsIn(claim);
        return named.Length == 0 || finding.Subject.Columns.Count == 0
            || finding.Subject.Columns.Any(column => named.Contains(column, StringComparer.OrdinalIgnoreCase));
    }

    private static string[] ColumnsIn(Claim claim)
    {
        var at = claim.Table is { } table ? claim.Text.IndexOf(table, StringComparison.OrdinalIgnoreCase) : -1;
        var rest = at < 0 ? "" : claim.Text[(at + claim.Table!.Length)..].TrimStart('`', '"', ' ');
        return rest switch
        {
            ['(', ..] when rest.Contains(')', StringComparison.Ordinal) =>
                [.. rest[1..rest.IndexOf(')', StringComparison.Ordinal)]
                    .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(NameIn)],
            ['.', var first, ..] when char.IsAsciiLetter(first) || first is '_' or '`' => [NameIn(rest[1..])], // not the end of a sentence
            _ => [],
        };
    }

    private static string NameIn(string text) =>
        string.Concat(text.TrimStart('`', '"', ' ').TakeWhile(static c => char.IsAsciiLetterOrDigit(c) || c == '_'));

    private static string? Limited(Claim claim, BaselineTable table) => (
        from row in table.Rows
        from place in row.Concentrations.Concat(row.Spread is { } spread ? [spread] : [])
        where place.Verdict == FailureVerdict.RateLimit
            && (claim.Endpoint is null || AreOne(place.Endpoint, claim.Endpoint)) // several endpoints together tell nothing of one
        select $"{row.Source}: {place.Failed}{(place.Requests == 0 ? "" : $" of {place.Requests}")} requests of {place.Endpoint} failed, "
            + $"{place.Reasons[0]}").FirstOrDefault();

    private static string? WhyUntested(Claim claim, string detector, IReadOnlyList<string> family, AuditResult result, EvidenceSet evidence)
    {
        var silent = result.Outcomes.FirstOrDefault(outcome =>
            family.Contains(outcome.Detector, StringComparer.Ordinal) && outcome.Outcome is "not_run" or "crashed");
        if (silent is not null)
        {
            return $"{silent.Detector} did not run: {silent.Reason ?? "unknown"}";
        }

        if (!Ran(family, result).Contains(detector, StringComparer.Ordinal))
        {
            return result.Outcomes.FirstOrDefault(outcome => outcome.Detector == detector) is { } outcome
                ? $"{detector} does not apply: {outcome.Reason ?? "unknown"}"
                : $"{detector} is no detector of this audit";
        }

        if (claim.Endpoint is { } endpoint)
        {
            var asked = result.Endpoints.Where(row => row.Requests > 0 && AreOne(row.Endpoint, endpoint)).ToList();
            if (asked.TrueForAll(static row => row.Error.Value >= 1))
            {
                return asked.Count == 0 ? $"the load sent no request to {endpoint}" : $"every request to {endpoint} failed";
            }
        }

        if (claim.Table is { } table && evidence.Find<DatabaseCatalogue>()?.Tables.Any(known => IsTable(known.Name, table)) != true)
        {
            return $"no table {table} was looked at";
        }

        if (claim.Table is { } read && OfPlans.Contains(detector) && !IsRead(evidence, read))
        {
            return $"no statement of the load that has a plan reads {read}";
        }

        var ofKind = result.Findings.Where(finding => family.Contains(finding.Detector, StringComparer.Ordinal));
        if (ofKind.FirstOrDefault(finding => Matched(finding, claim) is (not false, not false)) is { } near)
        {
            return $"whether this is it, is not known: {near.Title}";
        }

        var missing = result.NotTested.FirstOrDefault(left =>
            family.Contains(left.Subject, StringComparer.Ordinal)
            || (Probes.TryGetValue(detector, out var probe) && left.Subject.StartsWith(probe, StringComparison.Ordinal)
                && (claim.Endpoint is null || AreOne(left.Subject[probe.Length..], claim.Endpoint))));
        return missing is null ? null : $"{missing.Subject}: {missing.Reason}";
    }

    private static bool IsRead(EvidenceSet evidence, string table) =>
        (evidence.Find<StatementPlans>()?.Statements ?? []).SelectMany(static statement => statement.Samples)
            .SelectMany(static sample => sample.Root.Descendants())
            .Any(node => node.NodeType != "ModifyTable" && string.Equals(node.Relation, table, StringComparison.OrdinalIgnoreCase));

    private static List<string> Ran(IReadOnlyList<string> family, AuditResult result) =>
        [.. family.Where(id => result.Outcomes.Any(outcome => outcome.Detector == id && outcome.Outcome is "clean" or "found"))];

    private static string? Place(Claim claim) => (claim.Endpoint, claim.Table) switch
    {
        (null, null) => null,
        ({ } endpoint, { } table) => $"{endpoint} and {table}",
        var (endpoint, table) => endpoint ?? table,
    };
}
