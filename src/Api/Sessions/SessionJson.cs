using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Sessions;

namespace Agora.Api.Sessions;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SessionEndpoints.RegisterRequest))]
[JsonSerializable(typeof(SessionEndpoints.EmailRequest))]
[JsonSerializable(typeof(SessionEndpoints.TokenRequest))]
[JsonSerializable(typeof(SessionEndpoints.ResetPasswordRequest))]
[JsonSerializable(typeof(SessionEndpoints.ChangePasswordRequest))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(Page<SessionView>))]
internal sealed partial class SessionJson : JsonSerializerContext;
