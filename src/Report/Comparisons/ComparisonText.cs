using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Load;
using Headroom.Report.Texts;

namespace Headroom.Report.Comparisons;

/// <summary>What a terminal shows of two arms that were held against each other.</summary>
public static class ComparisonText
{
    /// <summary>The summary: the verdict first, then what it rests on.</summary>
    /// <returns>Lines that end in a line feed; the same for the same comparison, in every culture.</returns>
    public static string Render(ArmComparison comparison) =>
        string.Concat(Lines(comparison)
            .SelectMany(static line => Screen.Folded(LoadText.OneLine(line).TrimEnd()))
            .Select(static line => line + "\n"));

    private static IEnumerable<string> Lines(ArmComparison comparison)
    {
        yield return $"{comparison.Verdict.ToString().ToUpperInvariant()}: {comparison.Reason}{Witness(comparison)}";
        yield return "";
        yield return $"  A  {Arm(comparison.A)}";
        yield return $"  B  {Arm(comparison.B)}";
        IReadOnlyList<MeasuredChange> changes =
            [.. comparison.Primary is { } primary ? [primary] : Array.Empty<MeasuredChange>(), .. comparison.Latency, .. comparison.Work];
        foreach (var line in Rows([.. changes.Select(static change => (Metric.Name(change.Metric), change))], "A", "B"))
        {
            yield return line;
        }

        foreach (var line in Pilot(comparison.Pilot))
        {
            yield return line;
        }

        yield return "";
        foreach (var guard in comparison.Guards)
        {
            yield return $"  {(guard.Passed switch { true => "holds", false => "DOES NOT HOLD", null => "not judged" })}  {guard.Name}: "
                + $"{guard.Detail}";
        }

        foreach (var line in Course(comparison.Course))
        {
            yield return $"  {line}";
        }
    }

    /// <summary>What changed, a line each below an empty line and the heading; nothing without changes.</summary>
    /// <param name="changes">The changes, with the names that people know them by.</param>
    /// <param name="first">The heading of the base.</param>
    /// <param name="second">The heading of what is held against it.</param>
    internal static IEnumerable<string> Rows(IReadOnlyList<(string Name, MeasuredChange Change)> changes, string first, string second)
    {
        if (changes.Count > 0)
        {
            yield return "";
            yield return Row("", first, second, "change", "interval (99 %)");
        }

        foreach (var (name, change) in changes)
        {
            yield return Row(
                name, Metric.Value(change.Metric, change.Base), Metric.Value(change.Metric, change.Remedy),
                Metric.Change(change.Metric, change.Change), Metric.Interval(change));
        }
    }

    private static IEnumerable<string> Pilot(IReadOnlyList<MeasuredChange> medians)
    {
        if (medians is [var first, ..])
        {
            yield return "";
            yield return Row("the pilot, no verdict", "A", "B", Format.Several(first.Pairs, "pair"), "");
        }

        foreach (var median in medians)
        {
            yield return Row(
                Metric.Name(median.Metric), Metric.Value(median.Metric, median.Base), Metric.Value(median.Metric, median.Remedy), "", "");
        }
    }

    private static string Witness(ArmComparison comparison) => comparison.IsWitnessed switch
    {
        true => "; the counted work moved with it",
        false => "; the counted work did not move with it",
        null => "",
    };

    private static string Arm(Model.Evidence.BlockArm arm)
    {
        var revision = arm.Revision is { } git ? $", git {git}" : "";
        var database = arm.Database is { } clone ? $", on {clone}" : "";
        return arm.Start is { } start ? $"{arm.Url}  ({start}{revision}{database})" : arm.Url.ToString();
    }

    private static IEnumerable<string> Course(ComparisonCourse course)
    {
        if (course.TakenPairs > 0)
        {
            yield return $"pairs  {Format.Count(course.TakenPairs)} of at most {Format.Count(course.PlannedPairs)}, "
                + $"{Format.Count(course.DroppedPairs)} dropped because the machine itself changed between their halves";
        }

        if (course.ControlPValue is { } control)
        {
            yield return $"control  A against itself: p = {Format.Number(control)}; "
                + $"10 % added to A {(course.ControlFound == true ? "was seen" : "was not seen yet")}";
        }

        if (course.BudgetNeeded is { } needed)
        {
            yield return $"needed  --budget {Format.Number(Math.Ceiling(needed.TotalMinutes))}m, in noise like this";
        }
    }

    private static string Row(string name, string a, string b, string change, string interval) =>
        $"  {name,-28}{a,12}{b,12}  {change,-16}{interval}";
}
