import { createServer } from "node:http";
createServer((request, response => {
