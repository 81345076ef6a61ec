using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Api.DatabaseConsole;
using Agora.Api.Http;

namespace Agora.Api.Cli;

/// <summary><c>agora console</c>: a link that opens the console without a password.</summary>
internal static class ConsoleVerb
{
    public static Command Command()
    {
        var address = new Option<string?>("--address")
        {
            Description = "Where a browser reaches the server, such as https://agora.example.org. By default its own port on this machine.",
        };
        var command = new Command(
            "console",
            "Give a link that opens the console for DBAs once, within ten minutes, as the account of the server on its machine. Asks "
            + "neither the server nor its database.")
        {
            address,
        };
        command.SetAction(parsed =>
        {
            var server = ServerOptions.From(Settings.Load([]));
            var code = new ConsoleLinks(AgoraHome.Folder, TimeProvider.System).Issue();
            var scheme = server.Certificate.Path is null ? "http" : "https";
            var origin = parsed.GetValue(address)?.TrimEnd('/') ?? $"{scheme}://127.0.0.1:{server.Port}";
            Console.WriteLine($"{origin}{ConsoleEndpoints.SignInPath}#code={code}");
            return CommandLine.Done;
        });
        return command;
    }
}
