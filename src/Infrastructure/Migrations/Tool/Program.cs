using System.CommandLine;
using Agora.Migrations.Cli;
using Agora.Migrations.Tool;

var root = new RootCommand("Lints, tests and applies versioned SQL on PostgreSQL without stopping those who use it.");
foreach (var verb in MigrateVerbs.Of(new ToolHost()))
{
    root.Subcommands.Add(verb);
}

return await CommandRun.InvokeAsync(root.Parse(args), _ => null);
