using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Headroom.Cli.Commands;
using Headroom.Collect;
using Headroom.Collect.Postgres.Logs;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Report.Logs;

namespace Headroom.Cli.Databases;

/// <summary><c>headroom db log FILE...</c>: a digest of what PostgreSQL servers logged.</summary>
internal static class LogCommand
{
    private const int UsualTop = 20;

    public static Command Create(TimeProvider time)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "logs: stderr, csvlog or jsonlog, plain or gzip; - is the standard input",
            Arity = ArgumentArity.OneOrMore,
        };
        var prefix = Options.Text("--prefix", "P", "log_line_prefix of stderr logs [default: learnt from each file]");
        var top = new Option<int>("--top")
        {
            Description = "statements and messages that are shown",
            HelpName = "N",
            DefaultValueFactory = static _ => UsualTop,
        };
        var from = Options.Text("--from", "TIME", "only entries from then on: 2026-01-31, '2026-01-31 09:00' or with an offset (else UTC)");
        var to = Options.Text("--to", "TIME", "only entries before");
        var database = Options.Text("--database", "NAME", "only entries of this database");
        var user = Options.Text("--user", "NAME", "only entries of this user");
        var json = Options.Json();
        var command = new Command("log", "Digest a server's logs: statements, errors, lock waits, temporary files")
        {
            files, prefix, top, from, to, database, user, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var options = new SlowLogOptions
            {
                Prefix = parsed.GetValue(prefix),
                Filter = new LogFilter
                {
                    From = Moment("--from", parsed.GetValue(from)),
                    To = Moment("--to", parsed.GetValue(to)),
                    Database = parsed.GetValue(database),
                    User = parsed.GetValue(user),
                },
            };
            using var interruption = new Interruption(time);
            return await DigestAsync(
                parsed.GetValue(files)!, options, parsed.GetValue(top), parsed.GetValue(json), time, interruption.Token);
        });
        return command;
    }

    private static async Task<int> DigestAsync(
        string[] files, SlowLogOptions options, int top, bool json, TimeProvider time, CancellationToken stop)
    {
        Check(files, options, top);
        var started = time.GetTimestamp();
        SlowLog log;
        try
        {
            log = (await SlowLogCollector.CollectAsync(files, options, stop)).Log;
        }
        catch (CollectorException e)
        {
            throw new BadInputException(e.Message);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }

        Console.Out.Write(json ? JsonSerializer.Serialize(log, ModelJson.EvidenceOf<SlowLog>()) + "\n" : SlowLogSummary.Render(log, top));
        await Console.Out.FlushAsync(CancellationToken.None);
        foreach (var unread in log.Files.Where(static file => file.Entries == 0))
        {
            await Console.Error.WriteLineAsync($"headroom: {unread.File}: {unread.Remark ?? "no entry in it"}");
        }

        var (megabytes, seconds) = (log.Files.Sum(static file => file.Size.Value) / 1e6, time.GetElapsedTime(started).TotalSeconds);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"read {megabytes:0.0} MB in {seconds:0.0} s"));
        return log.Files.All(static file => file.Entries == 0) ? ExitCode.CannotTell : ExitCode.Ready;
    }

    private static void Check(string[] files, SlowLogOptions options, int top)
    {
        var mistakes = files.Where(static file => file != "-" && !File.Exists(file))
            .Select(static file => $"{file}: {(Directory.Exists(file) ? "a folder; expected the files in it" : "no such file")}").ToList();
        if (options.Prefix is { } prefix && !SlowLogCollector.IsPrefix(prefix))
        {
            mistakes.Add($"--prefix '{prefix}': an escape that log_line_prefix does not have; expected such as '%m [%p] %q%u@%d '");
        }

        if (top < 1)
        {
            mistakes.Add($"--top {top}: expected 1 or more");
        }

        if (mistakes.Count > 0)
        {
            throw new BadInputException(mistakes);
        }
    }

    private static DateTimeOffset? Moment(string option, string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
        : throw new BadInputException(
            $"{option} {text}: no time; expected such as 2026-01-31, '2026-01-31 09:00' or 2026-01-31T09:00:00+02:00");
}
