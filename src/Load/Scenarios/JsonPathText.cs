using System.Text.RegularExpressions;

namespace Headroom.Load.Scenarios;

/// <summary>Says whether a text is a path into JSON: <c>$</c>, then <c>.name</c>, <c>['name']</c>, <c>[3]</c> and <c>[*]</c>.</summary>
internal static partial class JsonPathText
{
    /// <summary>What is wrong with it, or null.</summary>
    public static string? Mistake(string path) =>
        path.Length == 0 || path[0] != '$' ? "has no root; expected one such as $.items[0].id"
        : Path().IsMatch(path) ? null
        : "is not understood; expected $, then .name, ['name'], [3] or [*], as in $.items[0].id";

    [GeneratedRegex(@"\A\$(\.[^.\[\]'""\s*]+|\['[^']*'\]|\[""[^""]*""\]|\[(0|[1-9][0-9]{0,8})\]|\[\*\])*\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Path();
}
