using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Shouldly;

namespace Headroom.Tests.Unit.Load.Scenarios;

/// <summary>Reads load plans for tests.</summary>
internal static class Yaml
{
    /// <summary>The head of a plan whose other keys do not matter.</summary>
    public const string Head = "executor: constant-vus\nvus: 2\nduration: 10s\n";

    public static LoadPlan Plan(string yaml, string folder = ".") => File(yaml, folder).Load;

    public static LoadFile File(string yaml, string folder = ".", params (string Name, string Value)[] environment)
    {
        var errors = new PlanErrors();
        var file = Read(yaml, folder, errors, environment);
        errors.All.ShouldBeEmpty();
        return file.ShouldNotBeNull();
    }

    public static RequestTemplate Request(string yaml) => Plan($"{Head}requests:\n  - {yaml}").Scenarios[0].Flows[0].Requests[0];

    /// <summary>The mistakes, each as line:column path: message.</summary>
    public static string[] Mistakes(string yaml, string folder = ".")
    {
        var found = Found(yaml, folder);
        found.ShouldNotBeEmpty();
        return found;
    }

    /// <summary>The mistakes, perhaps none; a plan comes back only without.</summary>
    public static string[] Found(string yaml, string folder = ".")
    {
        var errors = new PlanErrors();
        (Read(yaml, folder, errors, []) is null).ShouldBe(errors.Any);
        return [.. errors.All.Select(static error => $"{error.Line}:{error.Column} {error.Path}: {error.Message}")];
    }

    public static string[] MistakesOfRequest(string yaml) => Mistakes($"{Head}requests:\n  - {yaml}");

    private static LoadFile? Read(string yaml, string folder, PlanErrors errors, (string Name, string Value)[] environment) =>
        YamlReader.Parse(yaml, "load.yaml", errors) is { } map
            ? LoadPlanReader.ReadFile(map, folder, name => environment.FirstOrDefault(variable => variable.Name == name).Value, errors)
            : null;
}
