using System.CommandLine;
using Headroom.Cli.Audits;
using Headroom.Cli.Output;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom analyze RUN</c>: judges a recorded run again; the target may be gone.</summary>
internal static class AnalyzeCommand
{
    public static Command Create(TimeProvider time)
    {
        var run = new Argument<string>("RUN") { Description = "folder of a recorded run" };
        var json = Options.Json();
        var command = new Command("analyze", "Judge a recorded run again from its folder, without the target") { run, json };
        command.SetAction(parsed => Analyze(parsed.GetValue(run)!, parsed.GetValue(json), time));
        return command;
    }

    private static int Analyze(string path, bool json, TimeProvider time) => Analysis.With(path, folder =>
    {
        var result = Analysis.Redo(folder);
        var code = new Terminal(json, time).Finish(result, path, plan: null);
        return folder.ReadPlan().Database is null ? code : ExitCode.OfDatabase(result, failOn: null);
    });
}
