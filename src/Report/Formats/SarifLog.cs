using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Formats;

/// <summary>
/// The findings as SARIF 2.1.0, for code scanning: a rule for each detector that found something, a result for each finding.
/// </summary>
/// <remarks>
/// A finding's physical location is its source line, or else the file of the run folder that shows it: GitHub refuses a whole log for one
/// result without any. Where it sits in the service (endpoint, table, statement) are logical locations. What could not be looked at is a
/// notification of the run, so that silence is no proof of health.
/// <para><b>Source:</b> OASIS, Static Analysis Results Interchange Format 2.1.0: 3.27.23 (suppressions: all results have them, or none),
/// 3.49.12 (a <c>helpUri</c> is absolute: Headroom has no address of its own, so that a rule's help names its page), 3.11.6 (links in
/// messages). GitHub Docs, "SARIF support for code scanning": what a rule and a location must have, and that of all fingerprints
/// <c>primaryLocationLineHash</c> alone tells two results apart.</para>
/// </remarks>
public static class SarifLog
{
    private static readonly JsonSerializerOptions s_readable =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document, with a final line feed.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static string Render(AuditResult result)
    {
        List<string> rules =
            [.. result.Findings.Select(finding => finding.Detector).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var log = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = Listed([RunOf(result, rules)]),
        };
        return log.ToJsonString(s_readable) + "\n";
    }

    private static JsonObject RunOf(AuditResult result, List<string> rules)
    {
        var driver = new JsonObject { ["name"] = "Headroom", ["rules"] = Listed(rules.Select(rule => RuleOf(result, rule))) };
        if (result.Manifest.Versions.GetValueOrDefault("headroom") is { } version)
        {
            driver["version"] = version;
        }

        return new JsonObject
        {
            ["tool"] = new JsonObject { ["driver"] = driver },
            ["automationDetails"] = new JsonObject { ["id"] = $"headroom/{result.Manifest.Service}/{result.Manifest.RunId}" },
            ["invocations"] = Listed([InvocationOf(result)]),
            ["results"] = Listed(result.Findings.Select(finding => ResultOf(result, finding, rules))),
        };
    }

    private static JsonObject InvocationOf(AuditResult result) => new()
    {
        ["executionSuccessful"] = !result.Manifest.Interrupted && result.Manifest.Took is not null,
        ["startTimeUtc"] = result.Manifest.StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["toolExecutionNotifications"] = Listed(result.Outcomes.Where(Words.IsSilent).Select(NotificationOf)),
    };

    private static JsonObject NotificationOf(DetectorOutcome outcome) => new()
    {
        ["level"] = outcome.Outcome == "crashed" ? Gate.Error : Gate.Note,
        ["message"] = Said(
            $"{outcome.Detector} gives no answer ({Words.Outcome(outcome.Outcome).Label}): {outcome.Reason ?? "the reason is unknown"}"),
    };

    private static JsonObject RuleOf(AuditResult result, string detector) => new()
    {
        ["id"] = detector,
        ["shortDescription"] = Said(Words.Spaced(detector)),
        ["fullDescription"] = Said(
            result.Outcomes.FirstOrDefault(outcome => outcome.Detector == detector)?.Summary
                ?? $"What Headroom's detector {detector} finds in the evidence of an audit: {Words.Spaced(detector)}."),
        ["help"] = new JsonObject
        {
            ["text"] = $"How it is found, why it matters, what cures it: docs/detectors/{detector}.md",
            ["markdown"] = $"How it is found, why it matters, what cures it: `docs/detectors/{detector}.md`",
        },
        ["properties"] = new JsonObject { ["tags"] = new JsonArray([JsonValue.Create("performance")]) },
    };

    private static JsonObject ResultOf(AuditResult result, Finding finding, List<string> rules)
    {
        var json = new JsonObject
        {
            ["ruleId"] = finding.Detector,
            ["ruleIndex"] = rules.IndexOf(finding.Detector),
            ["level"] = Gate.LevelOf(result, finding),
            ["message"] = Said(MessageOf(result, finding)),
            ["locations"] = Listed([LocationOf(finding)]),
            ["partialFingerprints"] = new JsonObject
            {
                ["headroom/1"] = finding.Fingerprint,
                ["primaryLocationLineHash"] = HashOf(finding.Fingerprint),
            },
        };
        if (result.Plan is not null)
        {
            json["suppressions"] = Listed(Gate.WaiverOf(result, finding) is { } waiver ? [SuppressionOf(Gate.Reason(waiver))] : []);
        }

        json["properties"] = new JsonObject
        {
            ["severity"] = finding.Severity.ToString().ToLowerInvariant(),
            ["confidence"] = finding.Confidence.ToString().ToLowerInvariant(),
            ["place"] = FindingFacts.Place(finding),
            ["evidence"] = new JsonArray([.. finding.Evidence.Select(pointer => JsonValue.Create(pointer))]),
        };
        return json;
    }

    // All that a reviewer sees of it: GitHub shows neither logical locations nor properties.
    private static string MessageOf(AuditResult result, Finding finding)
    {
        var told = $"{finding.Title}. At {FindingFacts.Place(finding)}. {Fixes.GainOf(result, finding)}.";
        return Fixes.Best(result, finding) is { } remedy
            ? $"{told}\nRemedy: {remedy.Up}\nTo verify it: {Fixes.Verify(result, finding)}"
            : told;
    }

    private static JsonObject SuppressionOf(string reason) =>
        new() { ["kind"] = "external", ["status"] = "accepted", ["justification"] = reason };

    // In the form of GitHub's own: 16 digits, then which of the equal ones in its file it is; no two findings have one fingerprint.
    private static string HashOf(string fingerprint) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fingerprint)))[..16]}:1";

    private static JsonObject LocationOf(Finding finding)
    {
        var location = new JsonObject { ["physicalLocation"] = PhysicalOf(finding) };
        var logical = LogicalOf(finding).ToList();
        if (logical.Count > 0)
        {
            location["logicalLocations"] = Listed(
                logical.Select(each => new JsonObject { ["fullyQualifiedName"] = each.Name, ["kind"] = each.Kind }));
        }

        return location;
    }

    private static JsonObject PhysicalOf(Finding finding) => finding.Subject.File is { Length: > 0 } file
        ? Placed(ArtifactOf(file), finding.Subject.Line)
        : Placed(new JsonObject { ["uri"] = UriOf(EvidenceOf(finding)) }, null);

    // GitHub wants a line: where none is known it is the first.
    private static JsonObject Placed(JsonObject artifact, int? line) => new()
    {
        ["artifactLocation"] = artifact,
        ["region"] = new JsonObject { ["startLine"] = Math.Max(1, line ?? 1) },
    };

    private static string EvidenceOf(Finding finding) =>
        finding.Evidence.Select(pointer => pointer.Split('#')[0]).FirstOrDefault(file => file.Length > 0) ?? "result.json";

    private static IEnumerable<(string Name, string Kind)> LogicalOf(Finding finding)
    {
        var subject = finding.Subject;
        IEnumerable<(string? Name, string Kind)> all =
        [
            .. finding.Endpoints.Prepend(subject.Endpoint).Distinct().Select(endpoint => (endpoint, "endpoint")),
            (TableOf(subject), "table"), (subject.StatementName ?? subject.StatementId, "statement"), (subject.Dependency, "dependency"),
            (subject.Role, "role"), (subject.Service, "service"),
        ];
        return all.Where(each => each.Name is { Length: > 0 }).Select(each => (each.Name!, each.Kind));
    }

    private static string? TableOf(Subject subject) =>
        subject is { Table: { } table, Columns.Count: > 0 } ? $"{table}({string.Join(',', subject.Columns)})" : subject.Table;

    // A path of the source tree is relative to its root.
    private static JsonObject ArtifactOf(string file)
    {
        var path = UriOf(file.Replace('\\', '/'));
        return path.StartsWith('/')
            ? new JsonObject { ["uri"] = $"file://{path}" }
            : new JsonObject { ["uri"] = path, ["uriBaseId"] = "%SRCROOT%" };
    }

    // Its parts are escaped as a URI wants it.
    private static string UriOf(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static JsonObject Said(string text) => new() { ["text"] = Format.Plain(text).Replace("](", "] (", StringComparison.Ordinal) };

    private static JsonArray Listed(IEnumerable<JsonObject> items) => new([.. items]);
}
