using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The <c>simulation.log</c> of Gatling 2.0 to 3.9, which is text; the binary one of 3.10 and later is refused.</summary>
/// <remarks>
/// A response time runs from before the request was sent until its last byte had come; that of a failed request counts as well. The log has
/// no status: where a status check failed, its message tells. A request is a line of fields between tabs; what stands before the groups
/// differs:
/// <code>
///   3.4 to 3.9    REQUEST                      groups  name  start                      end  OK  message
///   3.0 to 3.3    REQUEST            user id   groups  name  start                      end  OK  message
///   2.2, 2.3      REQUEST  scenario  user id   groups  name  start                      end  OK  message
///   2.0, 2.1      scenario  user id  REQUEST   groups  name  start  sent  first answer  end  OK  message
/// </code>
/// <b>Source:</b> Gatling, LogFileDataWriter and (2.0, 2.1) FileDataWriter.
/// </remarks>
internal static class GatlingLog
{
    private const string Name = "simulation-log";
    private const string Found = "found ";
    private const string StatusCheck = "status.";
    private const string Check = ".find";
    private const string Versions = "the text of Gatling 2.0 to 3.9";
    private const int OldType = 2;

    /// <summary>The form.</summary>
    public static RunForm Form { get; } = new("gatling", Name, Matches, Read);

    private static bool Matches(RunHead head) =>
        head.Text.StartsWith("RUN\t", StringComparison.Ordinal) || (head.Text.StartsWith("ASSERTION\t", StringComparison.Ordinal)
            && head.Text.Contains("\nRUN\t", StringComparison.Ordinal))
        || IsOld(head.Text) || IsBinary(head);

    private static bool IsOld(string text) =>
        text.Split('\n', 2)[0].Split('\t') is [_, _, "RUN", var start, _, ..] && RunNumbers.Count(start) is not null;

    // A record of the run (0), the length of the version, the version.
    private static bool IsBinary(RunHead head) => head.Text.StartsWith('\0')
        && (head.Name.EndsWith("simulation.log", StringComparison.OrdinalIgnoreCase) || head.Text.TrimStart('\0') is [< ' ', '3', '.', ..]);

    private static ImportedRun Read(RunSource source)
    {
        var lines = new TextLines(source);
        var tally = new RunTally("gatling", Name);
        while (lines.Next() is { } line)
        {
            if (line.StartsWith('\0') && lines.Number == 1)
            {
                throw new RunFormException(
                    null, $"the binary simulation.log of Gatling 3.10 and later; expected {Versions}, or js/stats.json of its report");
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
        var isOld = fields.Length > OldType && !IsType(fields[0]) && IsType(fields[OldType]);
        switch (fields[isOld ? OldType : 0])
        {
            case "RUN":
                Run(lines.Number, fields, tally);
                break;
            case "REQUEST":
                Request(lines.Number, fields, isOld ? 4 : 2, tally);
                break;
            case "USER" or "GROUP" or "ERROR" or "ASSERTION" or "":
                break;
            default:
                tally.Reject(lines.Number, "it begins with none of RUN, REQUEST, USER, GROUP, ERROR; expected a line of simulation.log");
                break;
        }
    }

    private static bool IsType(string field) => field is "RUN" or "REQUEST" or "USER" or "GROUP";

    // RUN, class, id, start, description, version; version 2 may have two ids, and RUN behind them.
    private static void Run(long line, string[] fields, RunTally tally)
    {
        if (fields.Length < 6 || fields[^1].Trim() is not ['2' or '3', '.', ..])
        {
            throw new RunFormException(line, $"this simulation.log names no version 2 or 3 of Gatling; expected {Versions}");
        }

        if (RunNumbers.Count(fields[^3]) is { } start)
        {
            tally.BeganAt(start);
        }
    }

    // Groups, name and so many times stand before OK or KO.
    private static void Request(long line, string[] fields, int times, RunTally tally)
    {
        var verdict = Array.FindIndex(fields, Math.Min(times + 3, fields.Length), static field => field is "OK" or "KO");
        if (verdict < 0 || RunNumbers.Count(fields[verdict - times]) is not { } start
            || RunNumbers.Count(fields[verdict - 1]) is not { } end)
        {
            tally.Reject(line, $"a REQUEST without start, end and OK or KO; expected {Versions}");
            return;
        }

        var (path, own) = (fields[verdict - times - 2], fields[verdict - times - 1]);
        var groups = path.Length == 0 ? "" : path.Replace(",", " / ", StringComparison.Ordinal) + " / ";
        var failed = fields[verdict] == "KO";
        var message = failed && fields.Length > verdict + 1 ? fields[verdict + 1].Trim() : "";
        tally.Add(line, new EndedRequest(groups + own, EndpointNames.Verb(own), start, end - start, Status: null, failed, CauseOf(message),
            IsLost(message) ? ErrorText.KindOf(message)?.Text() : null));
    }

    /// <summary>
    /// The cause that a message tells: "status.find.is(200), but actually found 503", "j.n.ConnectException: Connection refused",
    /// "Request timeout to ... after 60000 ms"; a check of anything else failed on an answer. Null when it tells none.
    /// </summary>
    private static string? CauseOf(string message)
    {
        if (message.StartsWith(StatusCheck, StringComparison.Ordinal))
        {
            var at = message.LastIndexOf(Found, StringComparison.Ordinal);
            return at < 0 ? null : FailureClass.Of(FailureClass.Status(message[(at + Found.Length)..].Trim()));
        }

        return message.Contains(Check, StringComparison.Ordinal) ? FailureClass.Fault
            : IsLost(message) ? FailureClass.OfError(message)
            : null;
    }

    // No check failed: there was no answer.
    private static bool IsLost(string message) =>
        !message.StartsWith(StatusCheck, StringComparison.Ordinal) && !message.Contains(Check, StringComparison.Ordinal)
        && (message.Contains("Exception", StringComparison.Ordinal) || message.Contains("timeout", StringComparison.OrdinalIgnoreCase));
}
