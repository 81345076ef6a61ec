using System.CommandLine;
using Agora.Migrations.Testing;

namespace Agora.Migrations.Cli;

/// <summary>The options that several verbs share, worded for the program that offers them.</summary>
internal sealed class MigrateContext(IMigrateHost host)
{
    public IMigrateHost Host => host;

    public MigrateTexts Texts => host.Texts;

    public MigrateFolder Folder { get; } = new(host);

    public Option<string?> Database { get; } = new("--database")
    {
        Description = $"Login for the database to work on, as URL or key=value. Without it: {host.Texts.Database}.",
    };

    public Option<string?> Server { get; } = new("--server")
    {
        Description = "Superuser login of a server for tests, which holds a database "
            + $"named {ScratchDatabases.Marker}. Without it: {host.Texts.Server}.",
    };

    public Option<string?> TraceDatabase { get; } = new("--database")
    {
        Description = "An empty database to work in, as URL or key=value. It must hold the roles and the extensions that the files expect"
            + $"{host.Texts.Preparation}, and its login must be a superuser, "
            + $"because generated rows are written past triggers and policies. Without it: {host.Texts.Trace}.",
    };

    public Option<bool> Document { get; } = new("--json")
    {
        Description = $"One JSON document on standard output; its members are in {host.Texts.Documents}.",
    };

    /// <summary>A verb with files and a database.</summary>
    public Command Verb(string name, string description, params Symbol[] symbols)
    {
        var command = new Command(name, description) { Folder.Option, Database };
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Option option:
                    command.Add(option);
                    break;
                case Argument argument:
                    command.Add(argument);
                    break;
            }
        }

        return command;
    }

    /// <summary>Adds the options of the program to a verb that makes throw-away databases.</summary>
    public Command WithScratch(Command command)
    {
        foreach (var option in host.ScratchOptions)
        {
            command.Options.Add(option);
        }

        return command;
    }
}
