using Agora.Bare;
using Dapper;
using Npgsql;

// A server with minimal APIs, Npgsql, Dapper and source-generated JSON, and nothing else: no identity, no policies, no limits, no log.
// Who asks stands in a header and is believed. The bench compares Agora with it.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BareJson.Default));
builder.Services.AddSingleton(NpgsqlDataSource.Create(builder.Configuration["Database"]!));
DefaultTypeMap.MatchNamesWithUnderscores = true;

var app = builder.Build();
app.MapReads();
app.MapLists();
app.MapWrites();
app.Run();
