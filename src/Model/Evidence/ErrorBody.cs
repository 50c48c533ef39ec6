using System.Text.RegularExpressions;

namespace Headroom.Model.Evidence;

/// <summary>Tells what of a service's inside stands in the body of an error.</summary>
/// <remarks>
/// <b>Source:</b> CWE-209, "Generation of Error Message Containing Sensitive Information". The patterns are the forms in which .NET, Java,
/// Python, Go, JavaScript, Ruby and PHP print what they throw, and in which their drivers write where they connect to.
/// </remarks>
public static partial class ErrorBody
{
    /// <summary>Longer bodies are looked at up to here: an error is told at its beginning.</summary>
    public const int LookedAt = 64 * 1024;

    /// <summary>
    /// What leaks, each kind once, in this order: "stack trace", "exception name", "connection string", "address of a dependency", "SQL".
    /// </summary>
    /// <param name="body">The body as text.</param>
    /// <param name="addresses">"host:port" of the dependencies as the service knows them.</param>
    public static IReadOnlyList<string> Leaks(string body, IEnumerable<string> addresses)
    {
        var text = body.Length > LookedAt ? body[..LookedAt] : body;
        (string What, bool Is)[] kinds =
        [
            ("stack trace", StackTrace().IsMatch(text)),
            ("exception name", ExceptionName().IsMatch(text)),
            ("connection string", ConnectionText().IsMatch(text)),
            ("address of a dependency", addresses.Any(address => text.Contains(address, StringComparison.OrdinalIgnoreCase))),
            ("SQL", Sql().IsMatch(text)),
        ];
        return [.. kinds.Where(kind => kind.Is).Select(kind => kind.What)];
    }

    // A line of .NET or Java or JavaScript, the head of Python's or Go's, a frame of Ruby's or PHP's. A JSON text has its line ends
    // escaped.
    [GeneratedRegex(
        @"(^|\\n|\n|>)\s*at [\w.$<>`+\[\] ]+\([^)\n]*\)|\bat (async )?[^\s(]+ \([^)\n]+:\d+:\d+\)|Traceback \(most recent call last\)|\bgoroutine \d+ \[|"
        + @"\.rb:\d+:in |#\d+ /[^\s]+\.php\(\d+\)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex StackTrace();

    // "Error" alone ends ordinary words of an answer ("InternalServerError"): it counts behind a namespace, or as the system's own code.
    [GeneratedRegex(@"\b[A-Za-z_.]*[A-Z][a-z]+\w*Exception\b|\b[a-z_]\w*(\.\w+)*\.[A-Z]\w*Error\b|\bE(CONNREFUSED|CONNRESET|TIMEDOUT|PIPE|HOSTUNREACH)\b|\bdial tcp\b",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ExceptionName();

    [GeneratedRegex(@"\b(Host|Server|Data Source)=[^;\s]+;|\b(postgres|postgresql|redis|rediss|mysql|mongodb|mongodb\+srv|amqp|amqps)://|\b(Password|Pwd)=",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ConnectionText();

    [GeneratedRegex(@"\bSELECT\s[^\n]+\sFROM\s|\bINSERT\sINTO\s|\bUPDATE\s\S+\sSET\s|\bDELETE\sFROM\s", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Sql();
}
