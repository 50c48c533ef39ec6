using System.Text.RegularExpressions;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>Turns the head of one line into the log_line_prefix that it looks like.</summary>
internal static partial class PrefixShape
{
    private const string Names =
        "user %u,usr %u,u %u,db %d,database %d,d %d,app %a,application %a,a %a,client %h,host %h,remote %r,h %h,r %r,pid %p,p %p,line %l,"
        + "l %l,session %c,sess %c,txid %x,tx %x,xid %x,vxid %v,vtid %v,state %e,code %e,qid %Q,query_id %Q,queryid %Q,cmd %i,tag %i,"
        + "backend %b,type %b";

    private static readonly Dictionary<string, string> Keys =
        Names.Split(',').Select(static name => name.Split(' '))
            .ToDictionary(static name => name[0], static name => name[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>The prefix, or null when the head holds no time.</summary>
    public static string? Of(string head)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var shape = Part().Replace(head.Replace("%", "%%", StringComparison.Ordinal), match => Escape(match, seen));
        return seen.Contains("%m") || seen.Contains("%n") ? shape : null;
    }

    private static string Escape(Match match, HashSet<string> seen)
    {
        if (match.Groups["time"].Success)
        {
            return seen.Add("%m") ? "%m" : "%s";
        }

        if (match.Groups["key"].Success)
        {
            return Keys.TryGetValue(match.Groups["key"].Value, out var escape) && seen.Add(escape)
                ? match.Groups["key"].Value + match.Groups["is"].Value + escape : match.Value;
        }

        var name = (string[])["epoch", "session", "virtual", "remote", "pair", "line", "pid", "query"];
        var found = Array.Find(name, group => match.Groups[group].Success);
        var text = found switch
        {
            "epoch" => "%n",
            "session" => "%c",
            "virtual" => "%v",
            "remote" => "%r",
            "pair" => "%u@%d",
            "line" => "[%l-1]",
            "pid" => "[%p]",
            "query" => "%Q",
            _ => match.Value,
        };
        return seen.Add(text) ? text : match.Value;
    }

    [GeneratedRegex(
        """
        (?<time>\d{4}-\d\d-\d\d\ \d\d:\d\d:\d\d(\.\d+)?(\ ([A-Za-z]{1,6}|[+-]\d{2,4}))?)
        |(?<epoch>\b\d{10}\.\d{3}\b)|(?<session>\b[0-9a-f]{7,9}\.[0-9a-f]{1,7}\b)
        |(?<key>\b[A-Za-z_]+)(?<is>[=:]\ ?)(\[unknown\]|\[local\]|[^\s,;|\]\)\[]*)
        |(?<remote>\[local\]|[0-9a-fA-F:.]{3,}\(\d+\))|(?<pair>(\[unknown\]|[\w.-]+)@(\[unknown\]|[\w.-]+))
        |(?<line>\[\d+-1\])|(?<pid>\[\d+\])|(?<virtual>\b\d+/\d+\b)|(?<query>-?\b\d{12,20}\b)
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
