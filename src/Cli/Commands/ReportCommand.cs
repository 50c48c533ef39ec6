using System.CommandLine;
using Headroom.Cli.Reports;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom report RUN</c>: writes the documents of an audit from its result.</summary>
internal static class ReportCommand
{
    public static Command Create(TimeProvider time)
    {
        var run = new Argument<string>("RUN") { Description = "folder of a recorded run" };
        var document = new Option<string[]>("--document")
        {
            Description = "executive, findings, fix-spec, plan, audit, profiling, or all that have the format; "
                + "several with commas between, may be given again",
            HelpName = "NAME",
            DefaultValueFactory = _ => [ReportRequest.Everything],
        };
        var format = new Option<string[]>("--format")
        {
            Description = "several with commas between, may be given again; md, html, pdf: every document; json: fix-spec; "
                + "csv: plan, findings; the others: findings",
            HelpName = "md|html|pdf|json|csv|sarif|junit|github|pr-comment",
            DefaultValueFactory = _ => ["md"],
        };
        var output = Options.Text("--out", "DIR|-", "folder for the documents, or - to print one [default: documents/ of the run]");
        var command = new Command("report", "Write the documents of an audit from its result: nothing is measured")
        {
            run, document, format, output,
        };
        command.SetAction(async (parsed, _) =>
        {
            var request = ReportRequest.Read(
                parsed.GetValue(run)!, parsed.GetValue(document)!, parsed.GetValue(format)!, parsed.GetValue(output));
            using var interruption = new Interruption(time);
            var searchPath = Environment.GetEnvironmentVariable("PATH");
            return await new ReportSession(request, searchPath, time).RunAsync(interruption.Token);
        });
        return command;
    }
}
