using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>
/// Writes a load plan as YAML that <see cref="LoadPlanReader"/> reads back as the same plan. What has its default is left out.
/// </summary>
/// <remarks>
/// What the language cannot say is not kept: a body without a Content-Type gets one where the plan has none, checks of a request are sorted
/// by kind, and a feed's name must be fit for a placeholder. Flows of the same name in several scenarios must be the same flow.
/// </remarks>
public static class LoadPlanWriter
{
    private static readonly LoadPlan s_defaults = new() { Name = "", Scenarios = [] };

    /// <summary>The text of the plan, and of the files of feeds beside it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="notes">What stands in the file besides the plan.</param>
    public static WrittenPlan Write(LoadPlan plan, LoadPlanNotes notes)
    {
        var lines = new YamlLines();
        lines.AddComment(notes.Head);
        lines.Add("name", YamlText.Scalar(plan.Name));
        lines.AddKnown("url", notes.Url is { } url ? YamlText.Scalar(url.AbsoluteUri.TrimEnd('/')) : null);
        Flow[] flows = [.. plan.Scenarios.SelectMany(static scenario => scenario.Flows).Distinct()];
        var isSingle = IsSingle(plan);
        var isTyped = plan.Headers.Keys.Any(HeaderReader.IsType);
        if (isSingle)
        {
            ExecutorWriter.Write(lines, plan.Scenarios[0].Executor);
        }

        AddSettings(lines, plan);
        if (!isSingle)
        {
            lines.AddSpace();
            lines.AddBlock("scenarios", plan.Scenarios.SelectMany(scenario => ScenarioLines(scenario, flows)));
        }

        var feeds = plan.Feeds.Select(static feed => (feed.Name, Written: FeedWriter.Write(feed))).ToArray();
        Section(lines, "feeds",
            feeds.SelectMany(feed => notes.Feeds.TryGetValue(feed.Name, out var note)
            ? (string[])[YamlLines.Comment(note), feed.Written.Line] : [feed.Written.Line]));
        AddTexts(lines, "variables", plan.Variables);
        AddTexts(lines, "headers", plan.Headers);
        AddTexts(lines, "tags", plan.Tags);
        Section(lines, "thresholds", ThresholdLines(plan.Thresholds));
        Section(lines, "setup", plan.Setup.SelectMany(request => RequestWriter.Write(request, isTyped).AsItem()));
        AddFlows(lines, flows, isSingle, isTyped, notes);
        Section(lines, "teardown", plan.Teardown.SelectMany(request => RequestWriter.Write(request, isTyped).AsItem()));
        return new WrittenPlan(string.Join('\n', lines.All)
            + "\n", [.. feeds.Select(static feed => feed.Written.File).OfType<FeedFileText>()]);
    }

    private static bool IsSingle(LoadPlan plan) =>
        plan.Scenarios is [{ Tags.Count: 0 } only] && only.Name == plan.Name && only.StartTime == TimeSpan.Zero;

    private static void AddSettings(YamlLines lines, LoadPlan plan)
    {
        lines.AddKnown("http", plan.Protocol switch { HttpProtocol.Http2 => "2", HttpProtocol.Http3 => "3", _ => null });
        lines.AddKnown("verify_certificate", plan.VerifyCertificate ? null : "false");
        lines.AddKnown("follow_redirects", plan.FollowRedirects ? "true" : null);
        lines.AddKnown("warm_up", Unless(plan.WarmUp, s_defaults.WarmUp));
        lines.AddKnown("timeout", Unless(plan.Timeout, s_defaults.Timeout));
        lines.AddKnown("graceful_stop", Unless(plan.GracefulStop, s_defaults.GracefulStop));
    }

    private static string? Unless(TimeSpan time, TimeSpan usual) => time == usual ? null : YamlText.Duration(time);

    private static IReadOnlyList<string> ScenarioLines(Scenario scenario, Flow[] flows)
    {
        var inner = new YamlLines();
        ExecutorWriter.Write(inner, scenario.Executor);
        inner.AddKnown("start_time", Unless(scenario.StartTime, TimeSpan.Zero));
        if (!scenario.Flows.SequenceEqual(flows))
        {
            inner.Add("flows", YamlText.List(scenario.Flows.Select(static flow => YamlText.Inline(flow.Name))));
        }

        inner.AddTexts("tags", scenario.Tags);
        var outer = new YamlLines();
        outer.AddBlock(YamlText.Key(scenario.Name), inner.All);
        return outer.All;
    }

    private static IEnumerable<string> ThresholdLines(IReadOnlyList<Threshold> thresholds) =>
        thresholds.GroupBy(static threshold => threshold.Source, StringComparer.Ordinal)
            .Select(static same => $"{YamlText.Key(same.Key)}: {YamlText.List(same.Select(Expression))}");

    private static string Expression(Threshold threshold)
    {
        var expression = YamlText.Inline(threshold.Expression);
        List<(string, string)> keys = [("threshold", expression)];
        if (threshold.AbortOnFail)
        {
            keys.Add(("abort_on_fail", "true"));
        }

        if (threshold.DelayAbortEval > TimeSpan.Zero)
        {
            keys.Add(("delay_abort_eval", YamlText.Duration(threshold.DelayAbortEval)));
        }

        if (threshold.Window is { } window)
        {
            keys.Add(("window", YamlText.Duration(window)));
        }

        return keys.Count == 1 ? expression : YamlText.Map(keys);
    }

    // Flows of one request each that are named after it stand as a plain list of requests.
    private static void AddFlows(YamlLines lines, Flow[] flows, bool isSingle, bool isTyped, LoadPlanNotes notes)
    {
        var isList = isSingle && flows.Concat(notes.Commented)
            .All(static flow => flow.Requests is [var only] && only.Endpoint == flow.Name);
        lines.AddSpace();
        lines.AddBlock(isList ? "requests" : "flows", flows.SelectMany(flow => FlowLines(flow, isList, isTyped, notes)));
        var more = notes.Commented.SelectMany(flow => FlowLines(flow, isList, isTyped, notes)).ToArray();
        lines.AddComment(more.Select(static line => $" {line}"));
    }

    private static IEnumerable<string> FlowLines(Flow flow, bool isList, bool isTyped, LoadPlanNotes notes)
    {
        var comment = notes.Flows.TryGetValue(flow.Name, out var found) ? found.Select(YamlLines.Comment) : [];
        var weight = flow.Weight.Equals(1.0) ? null : YamlText.Number(flow.Weight);
        if (isList)
        {
            var request = RequestWriter.Write(flow.Requests[0], isTyped);
            request.AddKnown("weight", weight);
            return [.. comment, .. request.AsItem()];
        }

        var inner = new YamlLines();
        inner.AddKnown("weight", weight);
        inner.AddBlock("requests", flow.Requests.SelectMany(request => RequestWriter.Write(request, isTyped).AsItem()));
        var outer = new YamlLines();
        outer.AddBlock(YamlText.Key(flow.Name), inner.All);
        return [.. comment, .. outer.All];
    }

    private static void AddTexts(YamlLines lines, string key, IReadOnlyDictionary<string, string> texts)
    {
        if (texts.Count > 0)
        {
            lines.AddSpace();
            lines.AddTexts(key, texts);
        }
    }

    private static void Section(YamlLines lines, string key, IEnumerable<string> block)
    {
        string[] all = [.. block];
        if (all.Length > 0)
        {
            lines.AddSpace();
            lines.AddBlock(key, all);
        }
    }
}

/// <summary>A load plan as text.</summary>
/// <param name="Yaml">The plan.</param>
/// <param name="Files">The files that it names, from its folder.</param>
public sealed record WrittenPlan(string Yaml, IReadOnlyList<FeedFileText> Files);

/// <summary>A file of a feed.</summary>
/// <param name="Path">Its path, from the plan's folder.</param>
/// <param name="Text">What stands in it.</param>
public sealed record FeedFileText(string Path, string Text);
