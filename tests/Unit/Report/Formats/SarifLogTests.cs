using System.Text.Json;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Formats;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Formats;

/// <summary>
/// What SARIF 2.1.0 asks of a log, and what GitHub does besides, checked by hand: required properties, allowed values, references that lead
/// somewhere.
/// </summary>
public sealed class SarifLogTests
{
    private static readonly string[] s_levels = ["none", "note", "warning", "error"];

    public static TheoryData<string> Samples => ReportGoldenTests.Samples;

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_log_has_what_the_specification_requires(string sample)
    {
        using var log = JsonDocument.Parse(SarifLog.Render(ReportGoldenTests.Named(sample)));
        var root = log.RootElement;

        root.GetProperty("version").GetString().ShouldBe("2.1.0");
        new Uri(root.GetProperty("$schema").GetString()!).IsAbsoluteUri.ShouldBeTrue();
        var run = root.GetProperty("runs").EnumerateArray().ShouldHaveSingleItem();
        var driver = run.GetProperty("tool").GetProperty("driver");
        driver.GetProperty("name").GetString().ShouldBe("Headroom");
        var rules = driver.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()!).ToList();
        rules.Distinct(StringComparer.Ordinal).ShouldBe(rules);
        driver.GetProperty("rules").EnumerateArray().ShouldAllBe(rule =>
            HasText(rule.GetProperty("shortDescription")) && HasText(rule.GetProperty("fullDescription")) && HasText(rule.GetProperty("help")));
        run.GetProperty("results").EnumerateArray().Count().ShouldBe(ReportGoldenTests.Named(sample).Findings.Count);
        foreach (var result in run.GetProperty("results").EnumerateArray())
        {
            HasText(result.GetProperty("message")).ShouldBeTrue();
            s_levels.ShouldContain(result.GetProperty("level").GetString());
            rules[result.GetProperty("ruleIndex").GetInt32()].ShouldBe(result.GetProperty("ruleId").GetString());
            result.GetProperty("partialFingerprints").GetProperty("headroom/1").GetString().ShouldNotBeNullOrEmpty();
            result.GetProperty("partialFingerprints").GetProperty("primaryLocationLineHash").GetString().ShouldNotBeNullOrEmpty();
            IsSomewhere(result.GetProperty("locations").EnumerateArray().ShouldHaveSingleItem()).ShouldBeTrue();
        }

        var invocation = run.GetProperty("invocations").EnumerateArray().ShouldHaveSingleItem();
        invocation.GetProperty("executionSuccessful").ValueKind.ShouldBeOneOf(JsonValueKind.True, JsonValueKind.False);
        invocation.GetProperty("toolExecutionNotifications").EnumerateArray()
            .ShouldAllBe(each => HasText(each.GetProperty("message")) && IsLevel(each));
        Values(root).ShouldNotContain(value => value.ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public void A_rule_is_described_by_the_summary_of_its_detector()
    {
        var result = SampleResult.Blocked with
        {
            Outcomes = [new DetectorOutcome { Detector = "n-plus-one-query", Outcome = "found", Summary = "One more statement for every row." }],
        };
        using var log = JsonDocument.Parse(SarifLog.Render(result));

        var rule = log.RootElement.GetProperty("runs")[0].GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray()
            .Single(each => each.GetProperty("id").GetString() == "n-plus-one-query");

        rule.GetProperty("fullDescription").GetProperty("text").GetString().ShouldBe("One more statement for every row.");
    }

    [Fact]
    public void A_finding_whose_source_is_known_points_at_its_line()
    {
        var physical = Only(SampleResult.Blocked.Findings[1]).GetProperty("locations")[0].GetProperty("physicalLocation");

        physical.GetProperty("artifactLocation").GetProperty("uri").GetString().ShouldBe("src/Clips/ClipEndpoints.cs");
        physical.GetProperty("artifactLocation").GetProperty("uriBaseId").GetString().ShouldBe("%SRCROOT%");
        physical.GetProperty("region").GetProperty("startLine").GetInt32().ShouldBe(48);
    }

    [Theory]
    [InlineData("src\\My Clips\\a#b.cs", "src/My%20Clips/a%23b.cs")]
    [InlineData("/srv/app/a.cs", "file:///srv/app/a.cs")]
    public void A_path_is_written_as_a_URI(string file, string uri)
    {
        var finding = SampleResult.Blocked.Findings[1];

        var location = Only(finding with { Subject = finding.Subject with { File = file } }).GetProperty("locations")[0];

        location.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString().ShouldBe(uri);
    }

    [Fact]
    public void A_finding_without_a_source_has_its_endpoint_and_its_table_as_logical_locations()
    {
        var location = Only(SampleResult.Blocked.Findings[0]).GetProperty("locations")[0];

        var logical = location.GetProperty("logicalLocations").EnumerateArray()
            .ToDictionary(each => each.GetProperty("kind").GetString()!, each => each.GetProperty("fullyQualifiedName").GetString());
        logical["endpoint"].ShouldBe("GET /users/{id}/clips");
        logical["table"].ShouldBe("clips(user_id,created_at)");
    }

    [Theory]
    [InlineData("evidence/plans.json#/statements/0|evidence/other.json", "evidence/plans.json")]
    [InlineData("#/findings/0|evidence/proof-a b.json", "evidence/proof-a%20b.json")]
    [InlineData("#/findings/0", "result.json")]
    [InlineData("", "result.json")]
    public void A_finding_without_a_source_points_at_the_evidence_that_shows_it(string pointers, string uri)
    {
        var finding = SampleResult.Blocked.Findings[0] with { Evidence = pointers.Split('|', StringSplitOptions.RemoveEmptyEntries) };

        var physical = Only(finding).GetProperty("locations")[0].GetProperty("physicalLocation");

        physical.GetProperty("artifactLocation").GetProperty("uri").GetString().ShouldBe(uri);
        physical.GetProperty("artifactLocation").TryGetProperty("uriBaseId", out _).ShouldBeFalse();
        physical.GetProperty("region").GetProperty("startLine").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(48, 48)]
    public void A_file_always_has_a_line_from_1(int? known, int line)
    {
        var finding = SampleResult.Blocked.Findings[1];

        Only(finding with { Subject = finding.Subject with { Line = known } }).GetProperty("locations")[0].GetProperty("physicalLocation")
            .GetProperty("region").GetProperty("startLine").GetInt32().ShouldBe(line);
    }

    [Fact]
    public void GitHub_knows_a_finding_again_whatever_its_numbers_and_its_line_and_tells_two_apart()
    {
        var finding = SampleResult.Blocked.Findings[1];

        var first = HashOf(finding);

        first.ShouldMatch("^[0-9a-f]{16}:1$");
        HashOf(finding with { Title = "other numbers", Subject = finding.Subject with { Line = 77 } }).ShouldBe(first);
        HashOf(finding with { Fingerprint = $"{finding.Fingerprint}2" }).ShouldNotBe(first);
    }

    [Fact]
    public void What_is_waived_is_suppressed_and_all_results_say_whether_they_are()
    {
        var results = Results(GivenWaiver.Until(2));

        var suppressed = results.Where(result => result.GetProperty("suppressions").GetArrayLength() > 0).ToList().ShouldHaveSingleItem();
        suppressed.GetProperty("partialFingerprints").GetProperty("headroom/1").GetString().ShouldBe(GivenWaiver.Waived.Fingerprint);
        var suppression = suppressed.GetProperty("suppressions")[0];
        suppression.GetProperty("kind").GetString().ShouldBe("external");
        suppression.GetProperty("status").GetString().ShouldBe("accepted");
        suppression.GetProperty("justification").GetString().ShouldBe("waived by feed team until 2026-08-02: the page is rewritten");
        suppressed.GetProperty("level").GetString().ShouldBe("note");
    }

    [Fact]
    public void A_waiver_holds_on_its_last_day_and_not_after_it()
    {
        Results(GivenWaiver.Until(1)).Count(IsSuppressed).ShouldBe(1);
        var next = SampleResult.Blocked.Manifest with { StartedAt = new DateTimeOffset(2026, 8, 2, 0, 0, 0, TimeSpan.Zero) };
        Results(GivenWaiver.Until(1) with { Manifest = next }).Count(IsSuppressed).ShouldBe(0);
    }

    [Fact]
    public void A_result_that_does_not_know_its_waivers_suppresses_nothing() =>
        Results(SampleResult.Blocked).Count(SaysWhetherItIsSuppressed).ShouldBe(0);

    [Theory]
    [InlineData(Severity.Critical, "error")]
    [InlineData(Severity.High, "warning")]
    [InlineData(Severity.Medium, "warning")]
    [InlineData(Severity.Low, "note")]
    public void The_level_follows_the_severity(Severity severity, string level) =>
        Only(SampleResult.Blocked.Findings[1] with { Severity = severity }).GetProperty("level").GetString().ShouldBe(level);

    [Fact]
    public void What_the_gate_does_not_let_pass_is_an_error()
    {
        var plan = GivenWaiver.Until(2).Plan! with { FailOn = Severity.Medium, Waivers = [] };

        Results(SampleResult.Blocked with { Plan = plan }).Select(result => result.GetProperty("level").GetString())
            .ShouldBe(["error", "error", "error", "note"]);
    }

    [Fact]
    public void A_detector_that_gave_no_answer_is_a_notification()
    {
        using var log = JsonDocument.Parse(SarifLog.Render(SampleResult.Blocked));

        var told = log.RootElement.GetProperty("runs")[0].GetProperty("invocations")[0].GetProperty("toolExecutionNotifications").EnumerateArray()
            .Select(each => $"{each.GetProperty("level").GetString()}: {each.GetProperty("message").GetProperty("text").GetString()}");

        told.ShouldBe(
        [
            "note: eviction-pressure gives no answer (not run): redis was not collected",
            "error: oversubscribed-pool gives no answer (crashed): sequence contains no elements",
        ]);
    }

    [Fact]
    public void A_message_tells_the_place_the_gain_the_remedy_and_how_to_verify_it()
    {
        var lines = Only(SampleResult.Blocked.Findings[0]).GetProperty("message").GetProperty("text").GetString()!.Split('\n');

        lines[0].ShouldEndWith("At GET /users/{id}/clips, clips (user_id, created_at). 643x fewer buffers per call (measured, 6,430 → 10, 12 pairs).");
        lines[1].ShouldStartWith("Remedy: CREATE INDEX CONCURRENTLY clips_user_id_created_at_idx");
        lines[^1].ShouldBe("To verify it: headroom prove 'unindexed-sort:clips(user_id,created_at)' --run \"$RUN\"");
    }

    [Fact]
    public void A_title_from_outside_makes_no_link() =>
        Only(SampleResult.Blocked.Findings[1] with { Title = "[a](javascript:b)" }).GetProperty("message").GetProperty("text").GetString()!.ShouldNotContain("](");

    private static bool SaysWhetherItIsSuppressed(JsonElement result) => result.TryGetProperty("suppressions", out _);

    private static bool IsLevel(JsonElement notification) => Array.IndexOf(s_levels, notification.GetProperty("level").GetString()) >= 0;

    private static bool IsSuppressed(JsonElement result) => result.GetProperty("suppressions").GetArrayLength() > 0;

    private static bool HasText(JsonElement message) => message.GetProperty("text").GetString() is { Length: > 0 };

    // GitHub refuses a log with a place without a file and a line, and addresses of anything but files.
    private static bool IsSomewhere(JsonElement location)
    {
        var physical = location.GetProperty("physicalLocation");
        return Uri.TryCreate(physical.GetProperty("artifactLocation").GetProperty("uri").GetString(), UriKind.RelativeOrAbsolute, out var uri)
            && (!uri.IsAbsoluteUri || uri.IsFile)
            && physical.GetProperty("region").GetProperty("startLine").GetInt32() >= 1
            && (!location.TryGetProperty("logicalLocations", out var logical)
                || logical.EnumerateArray().All(each => each.GetProperty("fullyQualifiedName").GetString() is { Length: > 0 }));
    }

    private static string HashOf(Finding finding) =>
        Only(finding).GetProperty("partialFingerprints").GetProperty("primaryLocationLineHash").GetString().ShouldNotBeNull();

    private static JsonElement Only(Finding finding) => Results(SampleResult.Blocked with { Findings = [finding] })[0];

    private static List<JsonElement> Results(AuditResult result)
    {
        using var log = JsonDocument.Parse(SarifLog.Render(result));
        return [.. log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(each => each.Clone())];
    }

    private static IEnumerable<JsonElement> Values(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Values(property.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Values).Prepend(element),
        _ => [element],
    };
}
