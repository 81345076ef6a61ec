return await Agora.Api.Cli.CommandLine.InvokeAsync(args);
