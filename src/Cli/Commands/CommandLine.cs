using System.CommandLine;

namespace Headroom.Cli.Commands;

/// <summary>All that the tool understands.</summary>
internal static class CommandLine
{
    public static RootCommand Create(TimeProvider time) => new("Headroom: a performance audit that proves what it says")
    {
        DemoCommand.Create(time),
        InitCommand.Create(),
        AuditCommand.Create(time),
        LoadCommand.Create(time),
        CompareCommand.Create(time),
        SelfTestCommand.Create(time),
        SelfTestCommand.CreateServer(time),
        DiffCommand.Create(),
        ImportCommand.Create(),
        ProveCommand.Create(time),
        DbCommand.Create(time),
        AnalyzeCommand.Create(time),
        ReportCommand.Create(time),
        GateCommand.Create(time),
        DoctorCommand.Create(time),
        DocsCommand.Create(),
    };
}
