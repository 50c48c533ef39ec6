using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The <c>simulation.log</c> of Gatling 3.0 to 3.9, which is text; the binary one of 3.10 and later is refused.</summary>
/// <remarks>
/// A response time runs from before the request was sent until its last byte had come; that of a failed request counts as well. The log has
/// no status: where a status check failed, its message tells.
/// </remarks>
internal static class GatlingLog
{
    private const string Name = "simulation-log";
    private const string Found = "found ";

    /// <summary>The form.</summary>
    public static RunForm Form { get; } = new("gatling", Name, Matches, Read);

    private static bool Matches(RunHead head) =>
        head.Text.StartsWith("RUN\t", StringComparison.Ordinal) || (head.Text.StartsWith("ASSERTION\t", StringComparison.Ordinal)
            && head.Text.Contains("\nRUN\t", StringComparison.Ordinal))
        || (head.Name.EndsWith("simulation.log", StringComparison.OrdinalIgnoreCase) && head.Text.StartsWith('\0'));

    private static ImportedRun Read(RunSource source)
    {
        var lines = new TextLines(source);
        var tally = new RunTally("gatling", Name);
        while (lines.Next() is { } line)
        {
            if (line.StartsWith('\0') && lines.Number == 1)
            {
                throw new RunFormException(null,
                    "the binary simulation.log of Gatling 3.10 and later; expected the text of 3.0 to 3.9, or js/stats.json of its report");
            }

            if (lines.IsTooLong)
            {
                tally.Reject(lines.Number, "it is too long; expected a line of simulation.log");
            }
            else
            {
                Line(lines, line, tally);
            }
        }

        return tally.Run(source);
    }

    private static void Line(TextLines lines, string line, RunTally tally)
    {
        var fields = line.Split('\t');
        switch (fields[0])
        {
            case "RUN":
                Run(lines.Number, fields, tally);
                break;
            case "REQUEST":
                Request(lines.Number, fields, tally);
                break;
            case "USER" or "GROUP" or "ERROR" or "ASSERTION" or "":
                break;
            default:
                tally.Reject(lines.Number, "it begins with none of RUN, REQUEST, USER, GROUP, ERROR; expected a line of simulation.log");
                break;
        }
    }

    // RUN, class, id, start, description, version.
    private static void Run(long line, string[] fields, RunTally tally)
    {
        if (fields.Length < 6 || !fields[^1].Trim().StartsWith("3.", StringComparison.Ordinal))
        {
            throw new RunFormException(line, "this simulation.log names no version 3 of Gatling; expected that of 3.0 to 3.9");
        }

        if (RunNumbers.Count(fields[3]) is { } start)
        {
            tally.BeganAt(start);
        }
    }

    // REQUEST, groups, name, start, end, OK or KO, message; before 3.4 the user's id stood before the groups.
    private static void Request(long line, string[] fields, RunTally tally)
    {
        var first = fields.Length > 5 && fields[5] is "OK" or "KO" ? 1 : 2;
        if (fields.Length < first + 5 || fields[first + 4] is not ("OK" or "KO")
            || RunNumbers.Count(fields[first + 2]) is not { } start || RunNumbers.Count(fields[first + 3]) is not { } end)
        {
            tally.Reject(line, "a REQUEST without start, end and OK or KO; expected those of Gatling 3.0 to 3.9");
            return;
        }

        var groups = fields[first].Length == 0 ? "" : fields[first].Replace(",", " / ", StringComparison.Ordinal) + " / ";
        var name = groups + fields[first + 1];
        var failed = fields[first + 4] == "KO";
        var cause = failed && fields.Length > first + 5 ? CauseOf(fields[first + 5].Trim()) : null;
        tally.Add(line, new EndedRequest(name, EndpointNames.Verb(fields[first + 1]), start, end - start, Status: null, failed, cause));
    }

    /// <summary>
    /// The cause that a message tells: "status.find.is(200), but actually found 503", "j.n.ConnectException: Connection refused",
    /// "Request timeout to ... after 60000 ms"; a check of anything else failed on an answer. Null when it tells none.
    /// </summary>
    private static string? CauseOf(string message)
    {
        if (message.StartsWith("status.", StringComparison.Ordinal))
        {
            var at = message.LastIndexOf(Found, StringComparison.Ordinal);
            return at < 0 ? null : FailureClass.Of(FailureClass.Status(message[(at + Found.Length)..].Trim()));
        }

        return message.Contains(".find", StringComparison.Ordinal) ? FailureClass.Fault
            : message.Contains("Exception", StringComparison.Ordinal) || message.Contains("timeout", StringComparison.OrdinalIgnoreCase)
                ? FailureClass.OfError(message)
            : null;
    }
}
