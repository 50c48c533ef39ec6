using System.Text.RegularExpressions;

namespace Headroom.Model.Evidence;

/// <summary>Tells what of a service's inside stands in the body of an error.</summary>
/// <remarks>
/// The name of an error counts with what it says ("java.net.ConnectException: Connection refused"), not alone: many services have codes of
/// their own that are built like one ("ServiceUnavailableException", "errors.PartnerError").
/// <para><b>Source:</b> CWE-209, "Generation of Error Message Containing Sensitive Information". The patterns are the forms in which .NET,
/// Java, Python, Go, JavaScript, Ruby and PHP print what they throw, and in which their drivers write where they connect to.</para>
/// </remarks>
public static partial class ErrorBody
{
    /// <summary>Longer bodies are looked at up to here: an error is told at its beginning.</summary>
    public const int LookedAt = 64 * 1024;

    /// <summary>An error's name in its namespace, as .NET, Java and Python, Ruby, PHP, and nested types write it.</summary>
    private const string Qualified = @"[A-Za-z_]\w*((\.|::|\\|[$+])\w+)*(\.|::|\\|[$+])(([A-Z]\w*)?Exception|[A-Z]\w*Error)";

    /// <summary>In front of a name; what has one of the others before it is a part of an address or of a setting.</summary>
    private const string Before = @"(^|[^\w/.#=-])";

    /// <summary>What errors without a namespace are called for callers, after their status, before "Error" or "Exception".</summary>
    private static readonly string[] Public =
    [
        "Internal", "InternalServer", "Server", "BadGateway", "ServiceUnavailable", "GatewayTimeout",
        "Application", "Unknown", "Unexpected",
    ];

    /// <summary>
    /// What leaks, each kind once, in this order: "stack trace", "exception name", "connection string", "address of a dependency", "SQL".
    /// </summary>
    /// <param name="body">The body as text; what JSON and HTML escape is found as well.</param>
    /// <param name="addresses">"host:port" of the dependencies as the service knows them.</param>
    public static IReadOnlyList<string> Leaks(string body, IEnumerable<string> addresses)
    {
        var start = body.Length > LookedAt ? body[..LookedAt] : body;
        var text = Plain(Plain(start)); // twice: the error of a service behind this one may stand in it as JSON in JSON
        (string What, bool Is)[] kinds =
        [
            ("stack trace", StackTrace().IsMatch(text)),
            ("exception name", ExceptionName().IsMatch(text) || HasBareName(text)),
            ("connection string", ConnectionText().IsMatch(text)),
            ("address of a dependency", addresses.Any(address => text.Contains(address, StringComparison.OrdinalIgnoreCase))),
            ("SQL", Sql().IsMatch(text)),
        ];
        return [.. kinds.Where(kind => kind.Is).Select(kind => kind.What)];
    }

    private static bool HasBareName(string text) => BareName().Matches(text).Any(name => !Public.Contains(name.Groups["stem"].Value));

    private static string Plain(string text) => Escaped().Replace(text, static escaped => escaped.Value switch
    {
        @"\n" => "\n",
        @"\r" => "\r",
        @"\t" => "\t",
        "&lt;" => "<",
        "&gt;" => ">",
        "&amp;" => "&",
        "&quot;" => "\"",
        "&apos;" => "'",
        "&nbsp;" => " ",
        ['\\', 'u', .. var hex] => ((char)Convert.ToInt32(hex, 16)).ToString(),
        ['\\', .. var same] => same,
        ['&', '#', 'x' or 'X', .. var hex, ';'] => ((char)Convert.ToInt32(hex, 16)).ToString(),
        ['&', '#', .. var number, ';'] => ((char)int.Parse(number)).ToString(),
        var other => other,
    });

    [GeneratedRegex(
        @"\\(u[0-9A-Fa-f]{4}|[nrt""/\\])|&(lt|gt|amp|quot|apos|nbsp|#[0-9]{1,4}|#[xX][0-9A-Fa-f]{1,4});",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Escaped();

    [GeneratedRegex(
        // .NET and Java: a method behind its type, at the beginning of a line
        @"(^|[\n>""])\s*at [\w$][\w.$<>`+\[\],|/@-]*\.[\w.$<>`+\[\],|/@-]+\(|"
        // .NET
        + @"\.(cs|fs|vb|cshtml|razor):line \d|--- End of [\w ]*stack trace|"
        // Java, as text and as JSON
        + @"\([\w$-]+\.(java|kt|scala|groovy):\d+\)|""(fileName|methodName)"":\s*""[^""\n]*"",\s*""lineNumber""|"
        // JavaScript
        + @"(\.[cm]?[jt]sx?|\bnode:[\w/]+):\d+:\d+\b|"
        // Python
        + @"Traceback \(most recent call last\)|\bFile ""[^""\n]+"", line \d|"
        // Go
        + @"\bgoroutine \d+ \[|\.go:\d|"
        // Ruby
        + @"\.(rb|erb|ru):\d+:in |"
        // PHP
        + @"\.php(:\d|\(\d+\)|(</b>)? on line (<b>)?\d|"",\s*""line"":\s*\d)|#\d+ (\{main\}|\[internal function\])",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex StackTrace();

    [GeneratedRegex(
        // a name in its namespace, followed by what it says, or by the rest of a sentence
        Before + Qualified + @"(`\d\S*)?( ?\(\w+\))?(:[ \t]+[^\s<]|\)?[ \t]+[\w(])|"
        // or announced as one
        + @"\b(nested exception is|Caused by:|[Uu]ncaught|[Uu]nhandled exception\.|Exception of type)\s+'?" + Qualified + @"\b|"
        // Ruby's and Python's that are not called an error: PG::ConnectionBad, requests.exceptions.ReadTimeout
        + Before + @"[A-Z]\w*(::[A-Z]\w*)+(: | \()[^\s""<]|\b\w+\.(exceptions|errors|exc)\.[A-Z]\w*: [^\s""<]|"
        // codes of the system, of SQL and of curl; no service has made them up for its callers
        + @"\bE(CONNREFUSED|CONNRESET|CONNABORTED|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH|AI_AGAIN)\b|\bgetaddrinfo E|\[Errno -?\d+\]|"
        + @"\b(dial|read|write) (tcp|udp)[46]?\b|\bSQLSTATE[\[ :]|\bcURL error \d",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ExceptionName();

    // A name without a namespace counts where a line, a text of JSON or an element of HTML begins with it.
    [GeneratedRegex(
        @"(^|[\n>""']|\b(Uncaught|Caused by:) )\s*(?<stem>[A-Z]\w*)(Error|Exception)( ?\(\w+\))?:[ \t]+[^\s""<]",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex BareName();

    [GeneratedRegex(
        @"\b(Host|Server|Data Source)=[^;\s]+;|\b(Password|Pwd)=|"
        + @"\b(postgres|postgresql|redis|rediss|mysql|mongodb|mongodb\+srv|amqp|amqps)://",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ConnectionText();

    [GeneratedRegex(
        @"\bSELECT\s[^\n]+\sFROM\s|\bINSERT\sINTO\s|\bUPDATE\s\S+\sSET\s|\bDELETE\sFROM\s",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Sql();
}
